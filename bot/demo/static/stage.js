// The page around the phones: whose they are, and what time it is.

import { People } from "./people.js";

const LOOK_EVERY = 3000;
const WEEKDAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

const at = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 800px)");
const phones = ["official", "leader"];
const frame = (phone) => at(phone).querySelector("iframe");
const select = (phone) => at(`${phone}-who`);
const people = new People({ news: at("news"), list: at("waiting"), open: (person) => show(person.leader ? "leader" : "official", person.code) });

// --- whose phones are shown

function show(phone, code) {
  select(phone).value = code;
  frame(phone).src = `as/${encodeURIComponent(code)}/`;
  choose(phone);
  people.look(shown());
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

function setClock({ now }) {
  apart = Date.parse(now) - Date.now();
  tick();
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
  setTimeout(() => people.look(shown()), 700);
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
    people.fill(select(phone), found.units, found[phone]);
    select(phone).addEventListener("change", () => show(phone, select(phone).value));
    at(`tab-${phone}`).addEventListener("click", () => choose(phone));
  }
  show("leader", found.leader);
  show("official", found.official);
  for (const button of document.querySelectorAll("[data-to]")) button.addEventListener("click", () => push(button.dataset.to));
  for (const button of document.querySelectorAll("[data-say]")) button.addEventListener("click", () => fillIn(button.dataset.say));
  setClock(await (await fetch("clock")).json());
  setInterval(tick, 1000);
  setInterval(() => document.hidden || people.look(shown()), LOOK_EVERY);
}

begin();
