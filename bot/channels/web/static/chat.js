// The page, put together.

import { Bubbles } from "./bubbles.js";
import { Composer } from "./composer.js";
import { dayOf } from "./days.js";
import { newKey, postInTurn } from "./posting.js";
import { Stream } from "./stream.js";

const TOAST_SECONDS = 3;
const ANSWER_AT_MOST = 8000;
const TITLE = document.title;
const CODE_HINT = "Gõ mã đăng ký";

const at = (id) => document.getElementById(id);
const usualHint = at("text").placeholder;
const releases = new Map();
let unseen = 0;
let following = 0;  // bubbles that are still to come before the page stands as it was left
let toastEnds;

const bubbles = new Bubbles({ log: at("log"), list: at("messages"), newer: at("newer"), press, run: send });
const composer = new Composer({ form: at("composer"), text: at("text"), newline: at("newline"), menu: at("menu"), list: at("commands"), send });
const stream = new Stream({ hello, message, beat, state });

function hello(who) {
  at("person").textContent = who.name || "Chưa đăng ký";
  at("post").textContent = who.post;
  at("text").placeholder = who.name ? usualHint : CODE_HINT;
  at("notice").textContent = who.notice;
  at("notice").hidden = !who.notice;
  bubbles.commands = new Set(who.commands.map((offer) => offer.command));
  composer.setOffers(who.commands);
  bubbles.clear();
  beat(who);
  bubbles.greet(who.greeting);
  following = who.follows;
  settle();
}

function message(said) {
  if (said.side === "toast") return toast(said);
  const live = following === 0;
  bubbles.show(said, live);
  following = Math.max(0, following - 1);
  settle();
  if (live && document.hidden && said.side === "out" && !said.silent && !said.edited) count(unseen + 1);
}

function settle() {
  at("log").setAttribute("aria-busy", String(following > 0));
}

function beat({ now }) {
  bubbles.setToday(dayOf(now));
}

function state(words) {
  at("state").textContent = words;
  at("state").hidden = !words;
}

function toast({ key, text }) {
  releases.get(key)?.();
  bubbles.stopTyping();
  if (text) say(text);
}

function say(words) {
  at("toast").textContent = words;
  at("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => (at("toast").hidden = true), TOAST_SECONDS * 1000);
}

function count(messages) {
  unseen = messages;
  document.title = unseen ? `(${unseen}) ${TITLE}` : TITLE;
}

function send(text) {
  const key = newKey();
  bubbles.addPending(key, text);
  deliver(text, key);
}

// Sent again it keeps its key: had it arrived after all, it is not taken twice.
async function deliver(text, key) {
  bubbles.startTyping();
  const taken = await postInTurn("send", { text, key });
  if (taken.ok) return;
  say(taken.words || "Chưa gửi được tin vừa rồi. Đồng chí kiểm tra mạng rồi gửi lại.");
  if (taken.again || at("text").value) return bubbles.fail(key, () => deliver(text, key));
  bubbles.drop(key);
  composer.put(text);
}

async function press(place, action, release) {
  const key = newKey();
  const done = () => {
    releases.delete(key);
    clearTimeout(late);
    release();
  };
  const late = setTimeout(done, ANSWER_AT_MOST);
  releases.set(key, done);
  const taken = await postInTurn("press", { message: place, action, key });
  if (taken.ok) return;
  done();
  say(taken.words || "Chưa gửi được thao tác vừa rồi. Đồng chí kiểm tra mạng rồi bấm lại.");
}

document.addEventListener("visibilitychange", () => document.hidden || count(0));
stream.open();
