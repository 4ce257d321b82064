// Signing out: asked once, because whoever leaves needs a new code to come back.

import { post } from "./posting.js";

const FAILED = "Chưa đăng xuất được. Đồng chí kiểm tra mạng rồi thử lại.";

export class Leaving {
  constructor({ button, dialog, losesWords, left, say }) {
    Object.assign(this, { button, dialog, losesWords, left, say });
    button.addEventListener("click", () => this.ask());
    dialog.querySelector(".stay").addEventListener("click", () => dialog.close());
    dialog.querySelector(".go").addEventListener("click", () => this.go());
  }

  offer(offered) {
    this.button.hidden = !offered;
    if (!offered) this.dialog.close();
  }

  ask() {
    this.dialog.querySelector(".loses").hidden = !this.losesWords();
    this.dialog.showModal();
  }

  async go() {
    this.dialog.close();
    this.button.disabled = this.going = true;
    const done = await post("sign-out", {});
    this.button.disabled = this.going = false;
    if (done.ok || this.ended) this.finish(true);
    else this.say(done.words || FAILED);
  }

  // The stream says that the session has ended: by our own press, whose answer is still to come, or in another tab.
  end() {
    this.ended = true;
    if (!this.going) this.finish(false);
  }

  finish(here) {
    this.ended = false;
    this.left(here);
  }
}
