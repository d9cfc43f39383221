// A light toolbar under a text field, from when it is first used; the same by keyboard. Without it the field works as well.
import { busy } from "./app.js";
import { paste } from "./paste.js";
import { put, touched } from "./write.js";

const ITEM = /^( *)(?:([-*+])|(\d+)\.) /;
const LINES = { list: [ITEM, () => "- "], number: [ITEM, (n) => `${n + 1}. `], quote: [/^> ?/, () => "> "] };
const KEYS = { KeyB: "bold", KeyI: "italic", KeyK: "link" };
const SHIFTED = { Digit7: "number", Digit8: "list", Digit9: "quote" };

function around(area, mark) {
  const { value } = area;
  const chosen = value.slice(area.selectionStart, area.selectionEnd);
  const from = area.selectionStart + chosen.length - chosen.trimStart().length;
  const text = chosen.trim();
  const to = from + text.length;
  const n = mark.length;
  const has = value.slice(from - n, from) === mark && value.slice(to, to + n) === mark;
  if (has) put(area, text, from - n, to + n);
  else put(area, mark + text + mark, from, to);
  const start = has ? from - n : from + n;
  area.setSelectionRange(start, start + text.length);
}

function lines(area, kind) {
  const [from, to] = touched(area);
  const [old, made] = LINES[kind];
  const rows = area.value.slice(from, to).split("\n");
  const is = (row) => (kind === "quote" ? old.test(row) : old.exec(row)?.[kind === "list" ? 2 : 3]);
  const off = rows.every(is);
  const text = rows.map((row, n) => (off ? "" : made(n)) + row.replace(old, "")).join("\n");
  put(area, text, from, to);
  if (rows.length > 1) area.setSelectionRange(from, from + text.length);
}

function link(area) {
  const { selectionStart: from, selectionEnd: to } = area;
  const text = area.value.slice(from, to);
  const address = /^https?:\/\/\S+$/.test(text);
  put(area, address ? `[](${text})` : `[${text}](https://)`);
  if (address || !text) area.setSelectionRange(from + 1, from + 1);
  else area.setSelectionRange(to + 3, to + 11);
}

function act(area, what) {
  if (what === "bold") around(area, "**");
  else if (what === "italic") around(area, "_");
  else if (what === "link") link(area);
  else lines(area, what);
}

// A list goes on at the next line, and stops at an empty item.
function goOn(area, event) {
  if (event.inputType !== "insertLineBreak" || area.selectionStart !== area.selectionEnd) return;
  const [from] = touched(area);
  const line = area.value.slice(from, area.selectionStart);
  const [marker, indent, sign, number] = ITEM.exec(line) ?? [];
  if (!marker) return;
  event.preventDefault();
  if (line === marker) put(area, "", from);
  else put(area, `\n${indent}${sign ?? `${Number(number) + 1}.`} `);
}

function build(area) {
  const found = document.getElementById("writing-tools");
  if (!found) return;
  const bar = found.content.firstElementChild.cloneNode(true);
  const buttons = () => [...bar.querySelectorAll("button:not([hidden])")];
  bar.setAttribute("aria-controls", area.id);
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus, and a phone its keyboard
  bar.addEventListener("click", (event) => {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what) act(area, what);
  });
  // one stop for Tab; arrows go from button to button
  const at = (button) => buttons().forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
  bar.addEventListener("focusin", (event) => at(event.target));
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const n = all.indexOf(event.target);
    const next = { ArrowRight: n + 1, ArrowLeft: n - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") area.focus();
    if (next === undefined) return;
    event.preventDefault();
    all[next % all.length].focus();
  });
  area.after(bar);
  bar.dispatchEvent(new Event("htmx:load", { bubbles: true })); // its own parts are fetched too
  at(buttons()[0]);
}

// What is changed is posted or given up, never lost by mistake. A form with a draft sees to that itself.
function guard(area) {
  const leaving = (event) => {
    if (area.value !== area.defaultValue && !busy.has(area.form)) event.preventDefault();
  };
  area.addEventListener("input", () => addEventListener("beforeunload", leaving), { once: true });
}

export function enhance(area) {
  if (!area.form.dataset.draft) guard(area);
  if (document.activeElement === area) build(area);
  else area.addEventListener("focus", () => build(area), { once: true });
  area.addEventListener("paste", (event) => paste(area, event));
  area.addEventListener("beforeinput", (event) => goOn(area, event));
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const what = (event.shiftKey ? SHIFTED : KEYS)[event.code];
    if (!what) return;
    event.preventDefault();
    act(area, what);
  });
}
