// Telling the server what was done: in order, again and again until it is taken or refused; the same key is the same act.

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const LONGEST_WAIT = 20000;

let last = Promise.resolve();
let whose = {};

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export async function ask(path, options = {}) {
  const patience = new AbortController();
  const late = setTimeout(() => patience.abort(), LONGEST_WAIT);
  try {
    const answer = await fetch(path, { ...options, signal: patience.signal });
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, again: answer.status >= 500, changed: answer.status === 409, words: said.error ?? "", said };
  } catch {
    return { ok: false, again: true, words: "" };
  } finally {
    clearTimeout(late);
  }
}

// The page is somebody else's now: what is still under way for the one before is not tried any more.
export function abandon() {
  whose = {};
  last = Promise.resolve();
}

async function insist(path, body, mine) {
  for (const pause of [...PAUSES, 0]) {
    if (mine !== whose) return { ok: false, abandoned: true };
    const taken = await post(path, body);
    if (mine !== whose) return { ok: false, abandoned: true };
    if (taken.ok || !taken.again || !pause) return taken;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

// What was typed first arrives first.
export function postInTurn(path, body) {
  const mine = whose;
  const taken = last.then(() => insist(path, body, mine));
  last = taken.catch(() => {});
  return taken;
}
