// Where people type: grows with the text, keeps it over a reload, offers commands after a slash.

import { element } from "./words.js";

export class Composer {
  constructor({ form, text, newline, menu, list, unsent, send }) {
    Object.assign(this, { form, text, newline, menu, list, unsent, send });
    this.offers = [];
    this.chosen = -1;
    form.addEventListener("submit", (event) => this.submit(event));
    text.addEventListener("input", () => this.typed());
    text.addEventListener("keydown", (event) => this.pressed(event));
    text.addEventListener("beforeinput", (event) => this.breaks(event) && this.submit(event));
    newline.addEventListener("click", () => this.breakLine());
    menu.addEventListener("click", () => this.toggle());
    document.addEventListener("click", (event) => this.form.contains(event.target) || this.list.contains(event.target) || this.hide());
    this.fit();
  }

  // It is known whose words these are: those being typed, or else those that were left here.
  open() {
    if (this.text.value) this.unsent.draft = this.text.value;
    else this.text.value = this.unsent.draft;
    this.fit();
  }

  setOffers(offers) {
    this.offers = offers;
  }

  submit(event) {
    event.preventDefault();
    const words = this.text.value;
    if (!words.trim()) return;
    this.put("");
    this.send(words);
    this.text.focus();
  }

  put(words) {
    this.text.value = words;
    this.typed();
  }

  typed() {
    this.unsent.draft = this.text.value;
    this.fit();
    const words = this.text.value;
    if (/^\/\S*$/.test(words)) this.show(words);
    else this.hide();
  }

  fit() {
    this.newline.hidden = !this.text.value;
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }

  pressed(event) {
    this.shift = event.shiftKey;
    if (!event.isComposing && !this.list.hidden) this.steer(event);
  }

  // Enter sends. The line break itself is watched, not the key: keyboards on glass often do not name their keys, and
  // say Shift for a capital to come.
  breaks(event) {
    const onGlass = matchMedia("(pointer: coarse)").matches;
    return event.inputType === "insertLineBreak" && (onGlass || !this.shift);
  }

  breakLine() {
    this.text.setRangeText("\n", this.text.selectionStart, this.text.selectionEnd, "end");
    this.typed();
    this.text.focus();
  }

  // Keys that belong to the open list of commands.
  steer(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose((this.chosen + step + this.list.children.length) % this.list.children.length);
    else if (event.key === "Escape") this.hide();
    else if (event.key === "Enter" && this.chosen >= 0) this.list.children[this.chosen].click();
    else return;
    event.preventDefault();
  }

  toggle() {
    if (!this.list.hidden) return this.hide();
    this.show("/");
    this.text.focus({ preventScroll: true });
  }

  show(beginning) {
    const fitting = this.offers.filter((offer) => offer.command.startsWith(beginning.toLowerCase()));
    this.list.replaceChildren(...fitting.map((offer) => this.item(offer)));
    this.list.hidden = !fitting.length;
    this.menu.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(beginning.length > 1 && fitting.length ? 0 : -1);
  }

  hide() {
    this.list.hidden = true;
    this.menu.setAttribute("aria-expanded", "false");
  }

  item(offer) {
    const item = element("li");
    item.setAttribute("role", "option");
    item.append(element("b", "", offer.command), element("span", "", offer.words));
    item.addEventListener("click", () => this.take(offer.command));
    return item;
  }

  take(command) {
    this.hide();
    if (this.text.value.startsWith("/")) this.put("");
    this.send(command);
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
  }
}
