// What every page needs: menus, toasts, forms that post once, and the parts that a page asks for.
const parts = {
  "form[data-draft]": "autosave",
  "[data-similar]": "similar",
  "[data-preview]": "preview",
  "[data-keys]": "keys",
  "[data-themes]": "themes",
  "code.math": "math",
  ".prose .code": "code",
  "textarea[data-rich]": "toolbar",
  "[data-rich]": "attach",
  ".input[data-rich]": "complete",
  [CSS.supports("field-sizing", "content") ? "textarea[data-count]" : "textarea"]: "textarea",
};
const toasts = document.getElementById("toasts");
const known = {};
const running = new WeakSet(); // elements whose part is at work

// A part can be asked for in a tunnel: then it comes later, under another address, for some
// browsers remember what failed.
async function part(name, again = 0) {
  try {
    return await import(`./${name}.js${again ? `?${again}` : ""}`);
  } catch (error) {
    if (again === 5 || !(error instanceof TypeError)) throw error;
    await new Promise((go) => {
      addEventListener("online", go, { once: true });
      if (navigator.onLine) setTimeout(go, 1000 * 2 ** again);
    });
    return part(name, again + 1);
  }
}

// Each module exports enhance(element), and is fetched when its first element comes near the screen.
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    for (const start of waiting.get(target).splice(0)) start();
  }
}, { rootMargin: "400px" });
const waiting = new WeakMap();

function enhance(root) {
  for (const [selector, name] of Object.entries(parts)) {
    const done = (known[name] ??= new WeakSet());
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      const seen = name === "similar" ? element.parentElement : element; // an empty panel is never seen
      waiting.set(seen, [...(waiting.get(seen) ?? []), async () => {
        (await part(name)).enhance(element);
        running.add(element);
      }]);
      near.observe(seen);
    }
  }
  for (const toast of toasts.children) if (root.contains(toast)) passing(toast);
}

// A toast goes after ten seconds, but never while someone is at it.
function passing(toast) {
  const close = toast.querySelector("[data-close]");
  if (!close.hidden) return;
  let timer;
  const gone = () => toast.remove();
  const hold = () => clearTimeout(timer);
  const start = () => { hold(); timer = setTimeout(gone, 10_000); };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
  close.hidden = false;
  close.addEventListener("click", gone);
  start();
}

export function show(id) {
  toasts.append(document.getElementById(id).content.cloneNode(true));
  enhance(toasts);
}

// A form posts once; its button says that it works.
export const busy = new Map();
export function release(form) {
  const button = busy.get(form);
  busy.delete(form);
  if (!button) return;
  button.removeAttribute("aria-disabled");
  if (button.dataset.label) button.textContent = button.dataset.label;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  const lost = !navigator.onLine && !(form.dataset.draft && running.has(form)); // what has a draft is posted later
  if (lost) show("offline");
  if (lost || busy.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const button = event.submitter;
  busy.set(form, button);
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  if (!button.childElementCount) {
    button.dataset.label = button.textContent;
    button.textContent = document.body.dataset.busy;
  }
}, true);
addEventListener("pageshow", () => [...busy.keys()].forEach(release));
document.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt.closest("form")));

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("textarea, input")) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
  if (event.key === "Escape") {
    const open = document.querySelector(".menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (event.target.matches?.('input[type="search"]')) {
      event.preventDefault(); // Escape empties a search field in some browsers; typed text stays
    } else {
      toasts.replaceChildren(); // they may lie over what has the focus
    }
  }
});
document.addEventListener("click", (event) => {
  const fold = event.target.closest("summary")?.parentElement;
  if (fold) setTimeout(() => fold.open && fold.querySelector("textarea")?.focus()); // who opens a form wants to write
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// An address that leads to a form opens its fold.
function unfold(hash) {
  const to = hash && document.getElementById(hash.slice(1));
  const fold = to && (to.matches("details") ? to : to.querySelector(":scope[data-unfold] > details"));
  if (!fold) return;
  fold.open = true;
  setTimeout(() => fold.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true }));
}
document.addEventListener("click", (event) => unfold(event.target.closest("a[href^='#']")?.hash));
unfold(location.hash);

document.addEventListener("htmx:responseError", () => show("broken"));
document.addEventListener("htmx:sendError", () => show(navigator.onLine ? "broken" : "offline"));

// Passing on an address: with the share sheet of the device where that is asked for, else on the
// clipboard. At once: a phone opens its sheet only while it is still the same tap.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a:is([data-copy], [data-share])");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return; // the link leads there
  event.preventDefault();
  const what = { title: link.dataset.share, url: link.href };
  try {
    if (link.dataset.share && navigator.canShare?.(what)) return await navigator.share(what);
  } catch (error) {
    if (error.name === "AbortError") return; // thought better of it
  }
  navigator.clipboard.writeText(link.href).then(() => show("copied"), () => { location.href = link.href; });
});

// Shortcuts are fetched at the first key that could be one: never while typing, never with another key held down.
document.addEventListener("keydown", async (event) => {
  if (!"/?ghvbnjka".includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]") || localStorage.getItem("keys") === "off") return;
  event.preventDefault(); // "/" opens a search of its own in some browsers
  (await part("keys")).press(event.key);
});

// What is selected can be quoted.
const quotable = document.querySelector("[data-quote]");
if (quotable) document.addEventListener("selectionchange", async () => (await part("quote")).enhance(quotable), { once: true });

// A search field proposes while typing; what does that is fetched when somebody is about to.
async function propose(field) {
  if (field?.matches("[data-suggestions]:not([role])")) (await part("suggest")).enhance(field);
}
document.addEventListener("focusin", (event) => propose(event.target));
propose(document.activeElement);

// What others write meanwhile can wait half a minute.
const news = document.getElementById("nieuws");
if (news) setTimeout(async () => (await part("news")).enhance(news), 30_000);

document.addEventListener("htmx:load", (event) => enhance(event.target));
enhance(document.documentElement);

// the chosen tab is in sight, also when the row is wider than the phone
const tab = document.querySelector(".tabs [aria-current]");
if (tab && tab.offsetLeft + tab.offsetWidth > innerWidth) tab.parentElement.scrollLeft = tab.offsetLeft - tab.offsetWidth;

// what a redirect brought is told aloud too: a live region speaks only of what comes in later
const brought = [...toasts.children];
if (brought.length) {
  toasts.replaceChildren();
  setTimeout(() => toasts.append(...brought), 100);
}

// From the second page on: who only looks in gets no more than that page.
if (navigator.serviceWorker && document.referrer.startsWith(location.origin)) {
  const version = import.meta.url.split("/static/")[1].split("/")[0];
  navigator.serviceWorker.register(`/sw.js?v=${version}&lang=${document.documentElement.lang}`);
}
if (document.querySelector("[data-offline-page]")) addEventListener("online", () => location.reload());
if (Object.keys(localStorage).some((name) => name.startsWith("later:"))) part("queue").then(({ send }) => send());
