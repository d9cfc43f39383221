// What is selected in a question or a contribution can be quoted in the reply that belongs to it.
import { converted } from "./paste.js";
import { put } from "./write.js";

// The place of what is selected, when it is one person's text.
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const text = range.startContainer.parentElement?.closest(".prose");
  const of = text?.closest("[data-by]");
  if (!of) return null;
  if (!text.contains(range.endContainer)) {
    if (range.endOffset) return null;
    range.setEnd(text, text.childNodes.length); // a triple click goes on to where the next begins
  }
  return range.toString().trim() ? { range, of } : null;
}

function reply(of) {
  const under = of.closest(".experience, [id^=reacties-bij-]")?.id.split("-").at(-1);
  return document.getElementById(`reactie-op-${under}`) ?? document.getElementById("reactie");
}

// As Markdown, formulas as they were typed.
function written(range) {
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  for (const formula of copy.querySelectorAll(".katex")) formula.replaceWith(`$${formula.querySelector("annotation")?.textContent ?? formula.textContent}$`);
  return (converted(copy.innerHTML) ?? copy.textContent).trim();
}

export function enhance(page) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quote", textContent: page.dataset.quote });
  let now = null;

  function look() {
    now = selected();
    const area = now && reply(now.of);
    if (!area) return button.remove();
    const box = [...now.range.getClientRects()].at(-1);
    const { left, top, width } = now.of.getBoundingClientRect();
    now.of.append(button); // the next stop for Tab
    button.style.insetBlockStart = `${box.bottom - top + 8}px`;
    button.style.insetInlineStart = `${Math.max(0, Math.min(box.right - left - button.offsetWidth, width - button.offsetWidth))}px`;
  }

  function quote() {
    const { range, of } = now;
    const area = reply(of);
    const { by, person } = of.dataset;
    const who = person ? `@[${by}](${person}):` : `${by}:`;
    const text = `${who}\n\n${written(range).replace(/^/gm, "> ")}\n\n`;
    button.remove();
    getSelection().removeAllRanges();
    for (let fold = area.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const end = area.value.trimEnd().length;
    put(area, (end ? "\n\n" : "") + text, end, area.value.length);
    area.scrollIntoView({ block: "center" });
  }

  let timer;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (document.activeElement !== button) look(); }, 200);
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", quote);
  look();
}
