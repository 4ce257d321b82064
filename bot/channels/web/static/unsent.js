// What was typed and is not with the server yet: kept by the browser for this chat and this person only, until it is.

const PREFIX = "kpibot:unsent:";

export class Unsent {
  constructor() {
    this.name = "";
    this.texts = new Map();
  }

  // The page has been told how it may call the chat; what is in hand moves along only where it is the same person's.
  open(name, same) {
    const before = this.name;
    if (before === name) return;
    if (!same) this.texts.clear();
    this.name = name;
    this.restore();
    eraseOthers(name);
    if (before) erase((key) => key.startsWith(`${PREFIX}${before}:`));
    for (const [key, one] of this.texts) write(this.place(key), JSON.stringify(one));
  }

  restore() {
    const begins = this.place("");
    for (const place of places().filter((one) => one.startsWith(begins) && one !== this.place("draft"))) {
      const key = place.slice(begins.length);
      if (!this.texts.has(key)) this.texts.set(key, { ...JSON.parse(read(place)), old: true });
    }
  }

  // Those of an earlier page, in the order they were typed.
  takeOld() {
    const old = [...this.texts].filter(([, one]) => one.old).sort(([, one], [, other]) => one.at - other.at);
    for (const [, one] of old) one.old = false;
    return old;
  }

  get any() {
    return this.texts.size > 0;
  }

  add(key, text, day) {
    this.texts.set(key, { at: Date.now(), day, text });
    this.keep(key, JSON.stringify(this.texts.get(key)));
  }

  drop(key) {
    if (this.texts.delete(key)) this.keep(key, "");
  }

  get draft() {
    return this.name ? read(this.place("draft")) : "";
  }

  set draft(words) {
    this.keep("draft", words);
  }

  // Somebody leaves this computer: nothing of theirs stays on it.
  clear() {
    this.texts.clear();
    this.name = "";
    erase(() => true);
  }

  keep(key, words) {
    if (this.name) write(this.place(key), words);
  }

  place(key) {
    return `${PREFIX}${this.name}:${key}`;
  }
}

// Nobody comes back to what was another's in this very chat.
function eraseOthers(name) {
  const [chat] = name.split("-");
  erase((place) => place.startsWith(`${PREFIX}${chat}-`) && !place.startsWith(`${PREFIX}${name}:`));
}

function erase(fits) {
  for (const place of places().filter(fits)) localStorage.removeItem(place);
}

// A browser that lets nothing be kept, or has no room left, still sends.
function places() {
  try {
    return Object.keys(localStorage).filter((place) => place.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(place) {
  try {
    return localStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
}

function write(place, words) {
  try {
    if (words) localStorage.setItem(place, words);
    else localStorage.removeItem(place);
  } catch {
    // it is on the page all the same
  }
}
