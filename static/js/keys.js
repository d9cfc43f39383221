// Shortcuts of one key; /toetsen lists them. app.js passes on what is no typing, and only when they are on.
const GO = { h: "/", v: "/vragen", b: "/berichten" };
let g = 0; // when it was pressed

function search() {
  const field = document.querySelector("main input[type=search], .top-search input");
  if (field?.checkVisibility()) field.select();
  else location.href = "/zoeken";
}

// to the next or the previous question in a list, or contribution to a question
function step(by) {
  const parts = [...document.querySelectorAll("main :is(.question, .experience, .comment)")];
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const below = parts.findIndex((part) => part.getBoundingClientRect().top > 1);
  const part = parts[at >= 0 ? at + by : by > 0 ? below : (below < 0 ? parts.length : below) - 1];
  if (!part) return;
  const title = part.querySelector(".question-title a");
  if (!title) part.tabIndex = -1;
  (title ?? part).focus({ preventScroll: true, focusVisible: true });
  part.scrollIntoView();
}

function join() {
  const place = document.activeElement.closest(".question") ?? document.querySelector(".join-large");
  place?.querySelector(".join-button")?.click();
}

const DO = {
  "/": search,
  "?": () => { location.href = "/toetsen"; },
  n: () => { location.href = "/vragen/nieuw"; },
  j: () => step(1),
  k: () => step(-1),
  a: join,
};

export function press(key) {
  const going = Date.now() - g < 1500;
  g = key === "g" ? Date.now() : 0;
  if (going && GO[key]) location.href = GO[key];
  else DO[key]?.();
}

// on /toetsen: off, for who speaks to the computer or presses keys by accident
export function enhance(place) {
  const box = place.querySelector("input");
  box.checked = localStorage.getItem("keys") !== "off";
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
}
