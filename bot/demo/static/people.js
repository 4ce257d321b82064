// Who is in the sample organisation, and in whose phone something has come that nobody has looked at.

const MOST_NAMED = 6;

export class People {
  constructor({ news, list, open }) {
    Object.assign(this, { news, list, open });
    this.seen = new Map();
    this.all = [];
  }

  async load() {
    const found = await (await fetch("people")).json();
    this.all = found.units.flatMap((unit) => unit.people.map((person) => ({ ...person, unit: unit.name })));
    return found;
  }

  begin() {
    for (const person of this.all) this.seen.set(person.code, person.changes);
  }

  find(code) {
    return this.all.find((person) => person.code === code);
  }

  fill(select, units, fits) {
    for (const unit of units) {
      const fitting = unit.people.filter(fits);
      if (fitting.length) select.append(this.group(unit.name, fitting));
    }
  }

  group(name, members) {
    const group = document.createElement("optgroup");
    group.label = name;
    group.append(...members.map((person) => new Option(`${person.name} – ${person.title}`, person.code)));
    return group;
  }

  // `shown` are the codes whose phones are in view: what comes there is seen.
  async look(shown) {
    const found = await this.load();
    const fresh = this.all.filter((person) => person.changes > (this.seen.get(person.code) ?? 0));
    for (const person of fresh) if (shown.includes(person.code)) this.seen.set(person.code, person.changes);
    const near = new Set(this.all.filter((person) => shown.includes(person.code)).map((person) => person.unit));
    const others = fresh.filter((person) => !shown.includes(person.code));
    this.tell(others.sort((one, two) => near.has(two.unit) - near.has(one.unit)));
    return found;
  }

  tell(fresh) {
    this.news.hidden = !fresh.length;
    const named = fresh.slice(0, MOST_NAMED).map((person) => this.chip(person));
    if (fresh.length > MOST_NAMED) named.push(this.rest(fresh.length - MOST_NAMED));
    this.list.replaceChildren(...named);
  }

  chip(person) {
    const item = document.createElement("li");
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = person.name;
    button.addEventListener("click", () => this.open(person));
    return item;
  }

  rest(count) {
    const item = document.createElement("li");
    item.className = "rest";
    item.textContent = `và ${count} người khác`;
    return item;
  }
}
