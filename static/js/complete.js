// Who types @ is offered who takes part in the question, who types # the themes. The field keeps the focus.
import { put } from "./write.js";

const TYPED = /(?:^|[\s(>])([@#])([^\s@#[\]()][^@#[\]()\n]{0,38}|)$/u;
const PAUSE = 120;
const LEAST = { "@": 0, "#": 2 }; // letters before anything is offered

// How far down in the field the caret stands: the same text in a box of the same size.
function below(area) {
  const box = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["font", "letterSpacing", "lineHeight", "padding", "border", "inlineSize", "boxSizing"]) box.style[name] = style[name];
  Object.assign(box.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  box.textContent = area.value.slice(0, area.selectionEnd);
  const caret = box.appendChild(Object.assign(document.createElement("span"), { textContent: "\u200b" }));
  document.body.append(box);
  const down = caret.offsetTop + caret.offsetHeight - area.scrollTop;
  box.remove();
  return Math.min(down, area.clientHeight);
}

export function enhance(area) {
  const tools = document.getElementById("writing-tools");
  if (!tools) return;
  const { people, topics, offered } = tools.dataset;
  const address = { "@": people, "#": topics };
  const list = Object.assign(document.createElement("ul"), { className: "offered", id: `${area.id}-offered`, role: "listbox", ariaLabel: area.labels[0]?.textContent, hidden: true });
  const say = Object.assign(document.createElement("p"), { className: "vh", role: "status" });
  let at; // [from, to, sign] of what is being typed
  let none; // what has no answer, has none when more is typed
  let chosen = -1;
  let request;
  let timer;

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    at = undefined;
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  }

  function mark(n) {
    const rows = [...list.children];
    chosen = (n + rows.length) % rows.length;
    rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === chosen)));
    rows[chosen].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", rows[chosen].id);
  }

  function take(found) {
    const [from, to, sign] = at;
    close();
    put(area, `${sign}[${found.name}](${found.id}) `, from, to);
    if (sign === "#") document.dispatchEvent(new CustomEvent("themes:choose", { detail: found.value }));
  }

  function show(found, where) {
    if (!found.length) return close();
    at = where;
    list.replaceChildren(...found.map((one, i) => {
      const row = Object.assign(document.createElement("li"), { role: "option", id: `${list.id}-${i}` });
      row.append(Object.assign(document.createElement("strong"), { textContent: one.name }), Object.assign(document.createElement("span"), { className: "soft small", textContent: one.note }));
      row.addEventListener("click", () => take(one));
      return row;
    }));
    list.hidden = false;
    list.style.insetBlockStart = `${area.offsetTop + below(area)}px`;
    area.setAttribute("aria-controls", list.id);
    say.textContent = offered.replace("{n}", found.length);
    mark(0);
  }

  function look() {
    close();
    const to = area.selectionEnd;
    const found = area.selectionStart === to && TYPED.exec(area.value.slice(Math.max(0, to - 42), to));
    const [, sign, words] = found || [];
    if (!sign || !address[sign] || words.length < LEAST[sign] || (none && (sign + words).startsWith(none))) return;
    timer = setTimeout(async () => {
      request = new AbortController();
      const answer = await fetch(`${address[sign]}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" }, signal: request.signal }).catch(() => null);
      if (!answer?.ok || document.activeElement !== area) return;
      const offers = await answer.json();
      none = offers.length ? undefined : sign + words;
      show(offers, [to - words.length - 1, to, sign]);
    }, PAUSE);
  }

  area.parentElement.append(list, say);
  area.setAttribute("aria-autocomplete", "list");
  area.addEventListener("input", (event) => { if (event.isTrusted) look(); });
  area.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // a phone keeps its keyboard
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(chosen + step);
    else if (event.key === "Enter" || event.key === "Tab") list.children[chosen].click();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  if (document.activeElement === area) look(); // typed before this was here
}
