// The page around the phones: whose they are, and what time it is.

import { People } from "./people.js";

const LOOK_EVERY = 3000;
const WEEKDAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

const at = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 800px)");
const phones = ["official", "leader"];
const frame = (phone) => at(phone).querySelector("iframe");
const select = (phone) => at(`${phone}-who`);
const people = new People({ news: at("news"), list: at("waiting"), open: (person) => pick(person.leader ? "leader" : "official", person.code) });

// --- whose phones are shown

function pick(phone, code) {
  show(phone, code);
  choose(phone);
  if (phone === "official") follow();
  keep();
  look();
}

function show(phone, code) {
  if (frame(phone).dataset.code === code) return;
  select(phone).value = code;
  frame(phone).dataset.code = code;
  frame(phone).src = `as/${encodeURIComponent(code)}/`;
}

// Whoever decides for the official comes up beside, unless somebody else was chosen there by hand.
let following = true;

const approver = () => people.find(select("official").value).approver;

function follow() {
  if (following && approver()) show("leader", approver());
}

// The address keeps what was chosen by hand over a reload.
function keep() {
  if (approver()) following = approver() === select("leader").value;
  const chosen = phones.filter((phone) => phone === "official" || !following);
  history.replaceState(null, "", `#${new URLSearchParams(chosen.map((phone) => [phone, select(phone).value]))}`);
}

function showKept(found) {
  const kept = new URLSearchParams(location.hash.slice(1));
  const known = (phone) => people.find(kept.get(phone));
  show("official", known("official")?.code ?? found.official);
  show("leader", known("leader")?.leader ? kept.get("leader") : approver() || found.leader);
  keep();
}

const shown = () => phones.map((phone) => select(phone).value);

function choose(phone) {
  for (const one of phones) {
    at(one).classList.toggle("chosen", one === phone);
    at(`tab-${one}`).setAttribute("aria-selected", String(one === phone));
  }
}

// --- what time it is there

let apart = 0;
let pushes = 0;

function setClock({ now, passed = "" }) {
  pushes += 1;
  setTime(now);
  at("passed").textContent = `Đã qua ngày nghỉ: ${passed}`;
  at("passed").hidden = !passed;
}

function setTime(now) {
  apart = Date.parse(now) - Date.now();
  tick();
}

// Another tab may have pushed the clock; what was asked before our own push is out of date.
async function look() {
  const asked = pushes;
  const found = await people.look(shown());
  if (asked === pushes) setTime(found.now);
}

function tick() {
  const there = new Date(Date.now() + apart + 7 * 3600000);  // Viet Nam knows no summer time
  const two = (number) => String(number).padStart(2, "0");
  at("hour").textContent = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
  at("day").textContent = `${WEEKDAYS[there.getUTCDay()]} ${two(there.getUTCDate())}/${two(there.getUTCMonth() + 1)}/${there.getUTCFullYear()}`;
}

async function push(to) {
  const buttons = document.querySelectorAll(".pushes button");
  buttons.forEach((button) => (button.disabled = true));
  const answer = await fetch("clock", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ to, shown: shown() }),
  }).catch(() => null);
  if (answer?.ok) setClock(await answer.json());
  buttons.forEach((button) => (button.disabled = false));
  setTimeout(look, 700);
}

// --- trying what the tips say

function fillIn(words) {
  choose("official");
  if (narrow.matches) at("tips").open = false;
  const text = frame("official").contentDocument.getElementById("text");
  text.value = words;
  text.dispatchEvent(new Event("input"));
  text.focus();
}

async function begin() {
  at("tips").open = !narrow.matches;
  const found = await people.load();
  people.begin();
  for (const phone of phones) {
    people.fill(select(phone), found.units, (person) => phone === "official" || person.leader);
    select(phone).addEventListener("change", () => pick(phone, select(phone).value));
    at(`tab-${phone}`).addEventListener("click", () => choose(phone));
  }
  showKept(found);
  choose("official");
  for (const button of document.querySelectorAll("[data-to]")) button.addEventListener("click", () => push(button.dataset.to));
  for (const button of document.querySelectorAll("[data-say]")) button.addEventListener("click", () => fillIn(button.dataset.say));
  setClock(await (await fetch("clock")).json());
  setInterval(tick, 1000);
  setInterval(() => document.hidden || look(), LOOK_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

begin();
