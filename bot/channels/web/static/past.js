// What stands above the bubbles a page begins with: fetched when the reader comes near, or presses.

import { ask } from "./posting.js";

const NEAR_THE_TOP = 300;
const OFFER = "Tin cũ hơn";
const FAILED = "Chưa tải được tin cũ, bấm để thử lại";

export class Past {
  constructor({ log, button, bubbles }) {
    Object.assign(this, { log, button, bubbles });
    this.begin("", 0);
    button.addEventListener("click", () => this.load());
    log.addEventListener("scroll", () => this.scrolled(), { passive: true });
  }

  // Whose bubbles they are, and before which place there are more; 0 where there are none.
  begin(name, before) {
    this.name = name;
    this.reach(before);
    this.loading = null;
    this.stall(false);
  }

  // After a failure nothing is tried by itself.
  stall(stalled) {
    this.stalled = stalled;
    this.button.textContent = stalled ? FAILED : OFFER;
    this.button.classList.remove("busy");
  }

  reach(before) {
    this.before = before;
    if (!before && this.button === document.activeElement) this.log.focus({ preventScroll: true });
    this.button.hidden = !before;
  }

  // Edits of what is not loaded yet come with it.
  has(message) {
    return message.place < this.before;
  }

  scrolled() {
    if (this.before && !this.stalled && this.log.scrollTop < NEAR_THE_TOP) this.load();
  }

  async load() {
    if (this.loading) return;
    const mine = (this.loading = {});
    this.button.classList.add("busy");
    const found = await ask(`older?${new URLSearchParams({ to: this.name, before: this.before })}`);
    if (this.loading !== mine) return;
    this.loading = null;
    this.stall(!found.ok);
    if (!found.ok) return;
    this.bubbles.showOlder(found.said.messages);
    this.reach(found.said.older);
  }
}
