// What is posted without internet waits on this device, and is posted once when there is internet again: its key sees to that.
const named = (name) => document.querySelector(`meta[name="${name}"]`).content;
const waiting = () => Object.keys(localStorage).filter((name) => name.startsWith("later:"));
const LONGEST = 20_000;
let pause = 1000;
let timer;

// Asks the site for something small that costs it nothing.
export const reachable = async () => navigator.onLine
  && fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) }).then(() => true, () => false);

// The first try after a tunnel often comes too early.
function again() {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
  pause = Math.min(2 * pause, LONGEST);
}

// Keeps a form and its words; answers how to take it back.
export function later(form, fields, words) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("csrf_token");
  const name = `later:${named("viewer")}:${form.elements.key.value}`;
  const { action, dataset: { draft: place } } = form;
  localStorage.setItem(name, JSON.stringify({ action, place, body: String(body), fields, words, page: location.pathname }));
  again();
  return () => localStorage.removeItem(name);
}

// Said at the form when it is on this page, else in a toast.
function tell(key, text, href, label) {
  const link = Object.assign(document.createElement("a"), { href, textContent: label });
  const status = document.querySelector(`input[name="key"][value="${key}"]`)?.form.querySelector("[data-draft-status]");
  const toast = document.getElementById("offline").content.cloneNode(true);
  (status ?? toast.querySelector("p")).replaceChildren(text, " ", link);
  if (status) status.dataset.state = "";
  else document.getElementById("toasts").append(toast);
  document.getElementById("toasts").dispatchEvent(new Event("htmx:load", { bubbles: true }));
}

async function post(name) {
  const { action, place, body, fields, words, page } = JSON.parse(localStorage.getItem(name));
  const [, viewer, key] = name.split(":");
  const door = await fetch("/concepten/wie", { headers: { Accept: "application/json" } });
  if (door.status === 401) {
    return tell(key, words.login, `/inloggen?next=${encodeURIComponent(page)}`, words.open);
  }
  const { person, token } = await door.json();
  if (String(person) !== viewer) return; // somebody else's, on the same device
  const sent = new URLSearchParams(body);
  sent.set("csrf_token", token);
  const answer = await fetch(action, { method: "POST", body: sent });
  if (answer.status === 429 || answer.status >= 500) throw new Error(answer.status);
  localStorage.removeItem(name);
  if (answer.ok && answer.redirected) return tell(key, words.placed, answer.url, words.look);
  localStorage.setItem(`draft:${viewer}:${place}`, JSON.stringify(fields)); // it stands in the form again
  tell(key, words.refused, page, words.look);
}

export async function send() {
  clearTimeout(timer);
  try {
    for (const name of waiting()) {
      const once = () => localStorage.getItem(name) && post(name); // one tab at a time
      await (navigator.locks ? navigator.locks.request(name, once) : once());
    }
    pause = 1000;
  } catch {
    again();
  }
}

addEventListener("online", () => {
  pause = 1000;
  send();
});
