// The connection: opened, watched, opened again; what was missed meanwhile comes first.

import { post } from "./posting.js";

const SILENCE_AT_MOST = 40000;
const LONGEST_PAUSE = 15000;

export class Stream {
  constructor({ hello, message, beat, state, bye }) {
    Object.assign(this, { hello, message, beat, state, bye });
    this.cursor = "";
    this.failures = 0;
    setInterval(() => this.watch(), 5000);
    addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => document.hidden || this.watch());
  }

  async open() {
    this.close();
    clearTimeout(this.again);
    const attempt = (this.attempt = {});
    const known = await post("enter", {});
    if (this.attempt !== attempt) return;
    if (!known.ok) return this.later(known.words);
    this.heard = Date.now();
    this.source = new EventSource(`events?after=${encodeURIComponent(this.cursor)}`);
    this.source.addEventListener("hello", (event) => this.on(event, this.hello));
    this.source.addEventListener("message", (event) => this.on(event, this.message));
    this.source.addEventListener("beat", (event) => this.on(event, this.beat));
    this.source.addEventListener("bye", () => this.ended());
    this.source.addEventListener("open", () => this.opened());
    this.source.addEventListener("error", () => this.broken());
  }

  on(event, handle) {
    this.heard = Date.now();
    this.cursor = event.lastEventId || this.cursor;
    handle(JSON.parse(event.data));
  }

  opened() {
    this.heard = Date.now();
    this.failures = 0;
    this.state("");
  }

  // Nobody knows us any more; the page says when to come back.
  ended() {
    this.close();
    this.bye();
  }

  // As if it were new; with others it waits a little, so that one of them is given the cookie for all.
  begin(waits) {
    this.close();
    this.cursor = "";
    if (waits) this.later();
    else this.open();
  }

  broken() {
    this.close();
    this.later();
  }

  later(words = "") {
    this.failures += 1;
    if (words || this.failures > 1) this.state(words || "Đang nối lại…");
    const pause = Math.min(LONGEST_PAUSE, 400 * 2 ** Math.min(this.failures, 6));
    clearTimeout(this.again);
    this.again = setTimeout(() => this.open(), pause * (0.7 + Math.random() * 0.6));
  }

  // A laptop that slept, a proxy that forgot us: no error comes, only silence.
  watch() {
    if (this.source && Date.now() - this.heard > SILENCE_AT_MOST) this.open();
  }

  close() {
    this.source?.close();
    this.source = null;
  }
}
