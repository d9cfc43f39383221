// What every page needs: menus, forms that post once, and the parts that a page asks for.
const parts = {
  "[data-toast]": "toast",
  "form[data-draft]": "autosave",
  "[data-similar]": "similar",
  "[data-preview]": "preview",
  "[data-keys]": "keys",
  "[data-themes]": "themes",
  "code.math": "math",
  ".prose .code": "code",
  "textarea[data-rich]": "toolbar",
  "[data-rich]": "attach",
  [CSS.supports("field-sizing", "content") ? "textarea[data-count]" : "textarea"]: "textarea",
};
const toasts = document.getElementById("toasts");
const known = {};

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
      const seen = element.matches("section:not(:has(*))") ? element.parentElement : element; // an empty panel is never seen
      waiting.set(seen, [...(waiting.get(seen) ?? []), async function start() {
        try {
          (await import(`./${name}.js`)).enhance(element);
        } catch (error) {
          if (navigator.onLine) throw error;
          addEventListener("online", start, { once: true });
        }
      }]);
      near.observe(seen);
    }
  }
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
  const lost = !navigator.onLine && !form.matches("[data-draft]"); // what has a draft is posted later
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

document.addEventListener("htmx:responseError", () => show("broken"));
document.addEventListener("htmx:sendError", () => show(navigator.onLine ? "broken" : "offline"));
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a:is([data-copy], [data-share])");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return; // the link leads there
  event.preventDefault();
  (await import("./share.js")).share(link);
});

// Shortcuts are fetched at the first key that could be one: never while typing, never with another key held down.
document.addEventListener("keydown", async (event) => {
  if (!"/?ghvbnjka".includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]") || localStorage.getItem("keys") === "off") return;
  event.preventDefault(); // "/" opens a search of its own in some browsers
  (await import("./keys.js")).press(event.key);
});

// What others write meanwhile can wait half a minute.
const news = document.getElementById("nieuws");
if (news) setTimeout(async () => (await import("./news.js")).enhance(news), 30_000);

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
if (Object.keys(localStorage).some((name) => name.startsWith("later:"))) import("./queue.js").then(({ send }) => send());
