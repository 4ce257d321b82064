// The page, put together.

import { Bubbles } from "./bubbles.js";
import { Composer } from "./composer.js";
import { dayOf } from "./days.js";
import { Leaving } from "./leaving.js";
import { Past } from "./past.js";
import { abandon, newKey, postInTurn } from "./posting.js";
import { Stream } from "./stream.js";
import { Unsent } from "./unsent.js";

const TOAST_AT_MOST = 3000;
const TOAST_AT_LEAST = 1000;  // the answer to a press comes with what it has changed
const ANSWER_AT_MOST = 8000;
const TITLE = document.title;
const CODE_HINT = "Gõ mã đăng ký";
const NOBODY = { name: "", post: "", commands: [], leaves: false };
const FAREWELL =
  "Đồng chí đã đăng xuất khỏi trình duyệt này. Muốn dùng lại, đồng chí xin mã đăng ký mới ở quản trị của đơn vị, rồi gõ mã đó vào đây.";

const at = (id) => document.getElementById(id);
const usualHint = at("text").placeholder;
const releases = new Map();
let unseen = 0;
let me = null;  // whose page it is, as far as we were told
let spoke = false;  // whether anything was said here since then
let following = 0;  // bubbles that are still to come before the page stands as it was left
let greeting = "";
let toastEnds;
let toastSince = 0;

const unsent = new Unsent();
const bubbles = new Bubbles({ log: at("log"), list: at("messages"), newer: at("newer"), press, run: send, drop: (key) => unsent.drop(key) });
const composer = new Composer({ form: at("composer"), text: at("text"), newline: at("newline"), menu: at("menu"), list: at("commands"), unsent, send });
const past = new Past({ log: at("log"), button: at("older"), bubbles });
const leaving = new Leaving({ button: at("leave"), dialog: at("leaving"), losesWords, left, say });
const stream = new Stream({ hello, message, beat, state, bye: () => leaving.end() });

function hello(who) {
  const same = isSame(who);
  if (!same) forgetWords();
  [me, spoke] = [who, false];
  unsent.open(who.to, same);
  composer.open();
  at("notice").textContent = who.notice;
  at("notice").hidden = !who.notice;
  past.begin("", 0);
  introduce(who);
  beat(who);
  greeting = who.greeting && (greeting || who.greeting);
  bubbles.greet(greeting);
  following = who.follows;
  settle();
}

// Who has just typed a code here is no other person than before; anybody else's words are not the next one's.
function isSame(who) {
  return !me || me.to === who.to || (!me.name && spoke);
}

function forgetWords() {
  abandon();
  bubbles.forgetPending();
  composer.put("");
}

function introduce({ name, post, commands, leaves }) {
  at("person").textContent = name || "Chưa đăng ký";
  at("post").textContent = post;
  at("text").placeholder = name ? usualHint : CODE_HINT;
  bubbles.commands = new Set(commands.map((offer) => offer.command));
  composer.setOffers(commands);
  leaving.offer(leaves);
  bubbles.clear();
}

// The session has ended, by a press here or elsewhere: the page is as new, and nothing of the person stays.
function left(here) {
  unsent.clear();
  forgetWords();
  me = null;
  following = 0;
  past.begin("", 0);
  introduce(NOBODY);
  greeting = FAREWELL;
  bubbles.greet(greeting);
  count(0);
  settle();
  if (here) at("log").focus({ preventScroll: true });
  stream.begin(!here);
}

function losesWords() {
  return unsent.any || Boolean(at("text").value.trim());
}

function message(said) {
  if (said.side === "toast") return toast(said);
  unsent.drop(said.key);
  if (past.has(said)) return;
  const live = following === 0;
  bubbles.show(said, live);
  following = Math.max(0, following - 1);
  settle();
  if (live && !said.edited && performance.now() - toastSince > TOAST_AT_LEAST) endToast();
  if (live && document.hidden && said.side === "out" && !said.silent && !said.edited) count(unseen + 1);
}

function settle() {
  at("log").setAttribute("aria-busy", String(following > 0));
  if (!me || following || past.name === me.to) return;
  past.begin(me.to, me.older);
  for (const [key, one] of unsent.takeOld()) showOld(key, one);
}

// Typed in an earlier page: whether it still holds is for the person to say.
function showOld(key, { text, day }) {
  bubbles.addPending(key, text);
  bubbles.fail(key, () => deliver(text, key), day);
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
  toastSince = performance.now();
  clearTimeout(toastEnds);
  toastEnds = setTimeout(endToast, TOAST_AT_MOST);
}

function endToast() {
  at("toast").hidden = true;
}

function count(messages) {
  unseen = messages;
  document.title = unseen ? `(${unseen}) ${TITLE}` : TITLE;
}

function send(text) {
  const key = newKey();
  endToast();
  spoke = true;
  unsent.add(key, text, bubbles.today);
  bubbles.addPending(key, text);
  deliver(text, key);
}

// Sent again it keeps its key: had it arrived after all, it is not taken twice.
async function deliver(text, key) {
  bubbles.startTyping();
  const taken = await postInTurn("send", { text, key, to: me?.to });
  if (taken.ok) unsent.drop(key);
  if (taken.ok || taken.abandoned) return;
  if (taken.changed) stream.open();
  say(taken.words || "Chưa gửi được tin vừa rồi. Đồng chí kiểm tra mạng rồi gửi lại.");
  if (taken.again || at("text").value) return bubbles.fail(key, () => deliver(text, key));
  bubbles.drop(key);
  unsent.drop(key);
  composer.put(text);
}

async function press(place, action, release) {
  const key = newKey();
  endToast();
  const done = () => {
    releases.delete(key);
    clearTimeout(late);
    release();
  };
  const late = setTimeout(done, ANSWER_AT_MOST);
  releases.set(key, done);
  const taken = await postInTurn("press", { message: place, action, key, to: me?.to });
  if (taken.ok) return;
  done();
  if (taken.abandoned) return;
  if (taken.changed) stream.open();
  say(taken.words || "Chưa gửi được thao tác vừa rồi. Đồng chí kiểm tra mạng rồi bấm lại.");
}

document.addEventListener("visibilitychange", () => document.hidden || count(0));
addEventListener("pageshow", (event) => event.persisted && location.reload());  // as it stood before somebody signed out
stream.open();
