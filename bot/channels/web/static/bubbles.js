// The conversation: bubbles in their places, days between them, buttons under them.

import { clockOf, dayName, dayOf, inWords } from "./days.js";
import { element, wordsOf } from "./words.js";

const NEAR_THE_END = 90;
const TYPING_AT_MOST = 15000;
const ABOVE = 6;
const ANSWER_SOON = 8000;

export class Bubbles {
  constructor({ log, list, newer, press, run, drop }) {
    Object.assign(this, { log, list, newer, press, run, forget: drop });
    this.commands = new Set();
    this.today = "";
    this.pending = new Map();
    this.typing = null;
    this.pressedAt = -ANSWER_SOON;
    newer.addEventListener("click", () => this.toTheNewest());
    this.wasAtTheEnd = true;
    log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.wasAtTheEnd && this.toTheEnd()).observe(log);  // a keyboard came, the input grew
  }

  clear() {
    this.list.replaceChildren(...this.pending.values());
  }

  // What was under way was another's.
  forgetPending() {
    this.stopTyping();
    this.pending.clear();
  }

  greet(words) {
    if (words && !this.list.querySelector(".message")) this.list.replaceChildren(element("li", "greeting", words));
  }

  setToday(day) {
    if (day === this.today) return;
    this.today = day;
    for (const mark of this.list.querySelectorAll(".day")) mark.textContent = dayName(mark.dataset.day, day);
  }

  // --- what the server says

  show(message, live) {
    const following = this.isAnswer(message) || this.isAtTheEnd();
    this.list.querySelector(".greeting")?.remove();
    const old = this.put(message, live);
    if (message.side === "out") this.stopTyping();
    if (following || !live || message.side === "in") this.toTheNewest();
    else if (!old) this.newer.hidden = false;
  }

  // Whoever has pressed something in the middle of a long message wants to see what comes of it.
  isAnswer({ side }) {
    if (side !== "out") return false;
    const soon = performance.now() - this.pressedAt < ANSWER_SOON;
    this.pressedAt = -ANSWER_SOON;
    return soon;
  }

  // Those that stand above come while somebody reads: what they read stays where it is.
  showOlder(messages) {
    const below = this.log.scrollHeight - this.log.scrollTop;
    for (const message of messages) this.put(message, false);
    this.log.scrollTop = this.log.scrollHeight - below;
  }

  put(message, live) {
    const old = this.list.querySelector(`[data-place="${message.place}"]`);
    const made = this.made(message);
    if (old) this.replace(old, made, live);
    else this.insert(made, live);
    this.settle(message.key);
    return old;
  }

  made(message) {
    const item = element("li", `message ${message.side}`);
    item.tabIndex = -1;  // so that the focus can stay on a message whose buttons are held or gone
    item.dataset.place = message.place;
    item.dataset.day = dayOf(message.at);
    const bubble = item.appendChild(element("div", "bubble"));
    if (message.picture) bubble.append(this.picture(message));
    if (message.withheld) item.classList.add("withheld");
    const text = message.withheld ? "Tin này không được lưu." : message.text;
    const commands = message.side === "out" ? this.commands : new Set();
    if (text) bubble.append(wordsOf(text, commands, this.run));
    const edited = message.edited ? "đã cập nhật · " : "";
    bubble.append(element("span", "meta", edited + clockOf(message.at)));
    if (message.rows?.length) this.addKeys(item, message);
    return item;
  }

  // Small in the conversation; pressed, it opens in its own size.
  picture(message) {
    const link = element("a", "picture");
    link.href = `pictures/${message.place}?v=${message.changed}`;
    link.target = "_blank";
    link.rel = "noopener";
    const image = link.appendChild(element("img"));
    image.alt = `Biểu đồ: ${message.picture}`;
    image.addEventListener("error", () => link.remove());
    image.addEventListener("load", () => {
      const following = this.isAtTheEnd();
      link.classList.add("there");
      if (following) this.toTheNewest();
    });
    image.src = link.href;
    return link;
  }

  addKeys(item, message) {
    item.classList.add("has-keys");
    const keys = item.appendChild(element("div", "keys"));
    for (const row of message.rows) {
      const line = keys.appendChild(element("div", "row"));
      for (const choice of row) line.append(this.key(item, message, choice));
    }
  }

  key(item, message, choice) {
    const button = element("button", `key ${choice.style}`.trim(), choice.label);
    button.type = "button";
    button.addEventListener("click", () => {
      this.hold(item, button);
      this.pressedAt = performance.now();
      this.press(message.place, choice.action, () => this.release(item, button));
    });
    return button;
  }

  // Nothing is pressed twice while the first press is under way. A dead button cannot keep the focus: its message does.
  hold(item, button) {
    if (item.contains(document.activeElement)) item.focus({ preventScroll: true });
    for (const key of item.querySelectorAll(".key")) key.disabled = true;
    button.classList.add("pressed");
  }

  release(item, button) {
    for (const key of item.querySelectorAll(".key")) key.disabled = false;
    button.classList.remove("pressed");
    if (document.activeElement === item) button.focus({ preventScroll: true });
  }

  replace(old, made, live) {
    const focused = old.contains(document.activeElement);
    if (live) made.classList.add("flash");
    old.replaceWith(made);
    if (focused) made.focus({ preventScroll: true });  // not a button: Enter held down would press it
  }

  insert(made, live) {
    if (live) made.classList.add("new");
    const place = Number(made.dataset.place);
    const after = [...this.list.children].find((item) => this.isLoose(item) || Number(item.dataset.place) > place);
    this.list.insertBefore(made, this.aboveDay(after, made) ?? null);
    this.markDay(made);
  }

  // Of an earlier day than what stands below, it stands above that day's mark too.
  aboveDay(after, made) {
    const mark = after?.previousElementSibling;
    return mark?.matches(".day") && mark.dataset.day !== made.dataset.day ? mark : after;
  }

  isLoose(item) {
    return item.classList.contains("pending") || item.classList.contains("typing");
  }

  markDay(made) {
    const before = made.previousElementSibling;
    if (before?.dataset.day === made.dataset.day) return;
    const mark = element("li", "day", dayName(made.dataset.day, this.today || made.dataset.day));
    mark.dataset.day = made.dataset.day;
    this.list.insertBefore(mark, made);
  }

  // --- what the person has just done

  addPending(key, text) {
    const item = element("li", "message in pending");
    const bubble = item.appendChild(element("div", "bubble"));
    bubble.append(element("p", "words", text), element("span", "meta", "đang gửi…"));
    this.list.querySelector(".greeting")?.remove();
    this.list.append(item);
    this.pending.set(key, item);
    this.toTheEnd();
  }

  // What could not be sent stays where it was said, to be sent again or dropped; what comes later stands below it.
  fail(key, again, day = this.today) {
    const item = this.pending.get(key);
    if (!item) return;
    this.stopTyping();
    const last = [...this.list.querySelectorAll(".message[data-place]")].at(-1);
    item.dataset.place = Number(last?.dataset.place ?? 0) + 0.5;
    item.dataset.day = last?.dataset.day ?? this.today;
    item.classList.replace("pending", "failed");
    item.querySelector(".meta").textContent = day === this.today ? "chưa gửi được" : `chưa gửi được · gõ ${inWords(day, this.today)}`;
    const row = item.appendChild(element("div", "keys")).appendChild(element("div", "row"));
    row.append(this.deed("Gửi lại", () => this.retry(key, again)), this.deed("Bỏ", () => this.forgo(key)));
    this.toTheEnd();
  }

  forgo(key) {
    this.settle(key);
    this.forget(key);
  }

  deed(label, act) {
    const button = element("button", "key", label);
    button.type = "button";
    button.addEventListener("click", () => {
      this.log.focus({ preventScroll: true });
      act();
    });
    return button;
  }

  retry(key, again) {
    const text = this.pending.get(key).querySelector(".words").textContent;
    this.settle(key);
    this.addPending(key, text);
    again();
  }

  drop(key) {
    this.stopTyping();
    this.settle(key);
  }

  settle(key) {
    if (!key || !this.pending.has(key)) return;
    this.pending.get(key).remove();
    this.pending.delete(key);
  }

  startTyping() {
    if (!this.typing) {
      this.typing = element("li", "message typing");
      const bubble = this.typing.appendChild(element("div", "bubble"));
      bubble.setAttribute("aria-label", "Hệ thống đang trả lời");
      bubble.appendChild(element("div", "dots")).append(element("i"), element("i"), element("i"));
    }
    const following = this.isAtTheEnd();
    this.list.append(this.typing);
    if (following) this.toTheEnd();
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.stopTyping(), TYPING_AT_MOST);
  }

  stopTyping() {
    this.typing?.remove();
    clearTimeout(this.typingEnds);
  }

  // --- where the reader is

  scrolled() {
    this.wasAtTheEnd = this.isAtTheEnd();
    if (this.wasAtTheEnd) this.newer.hidden = true;
  }

  isAtTheEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
  }

  // What is taller than the page is read from its beginning.
  toTheNewest() {
    this.toTheEnd();
    const newest = [...this.list.querySelectorAll(".message")].at(-1);
    if (!newest) return;
    const hidden = this.log.getBoundingClientRect().top + ABOVE - newest.getBoundingClientRect().top;
    if (hidden > 0) this.log.scrollTop -= hidden;
  }

  toTheEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
    this.wasAtTheEnd = true;
  }
}
