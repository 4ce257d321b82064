// Telling the server what was done: in order, again and again until it is taken or refused; the same key is the same act.

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];

let last = Promise.resolve();

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function post(path, body) {
  const patience = new AbortController();
  const late = setTimeout(() => patience.abort(), 20000);
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: patience.signal,
    });
    if (answer.ok) return { ok: true };
    const said = await answer.json().catch(() => ({}));
    return { ok: false, again: answer.status >= 500, words: said.error ?? "" };
  } catch {
    return { ok: false, again: true, words: "" };
  } finally {
    clearTimeout(late);
  }
}

async function insist(path, body) {
  let taken = await post(path, body);
  for (const pause of PAUSES) {
    if (taken.ok || !taken.again) return taken;
    await new Promise((resolve) => setTimeout(resolve, pause));
    taken = await post(path, body);
  }
  return taken;
}

// What was typed first arrives first.
export function postInTurn(path, body) {
  const mine = last.then(() => insist(path, body));
  last = mine.catch(() => {});
  return mine;
}
