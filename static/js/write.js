// Typing for somebody: undo takes it back, and what listens to the field hears of it.
export function put(area, text, from = area.selectionStart, to = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(from, to);
  if ((!text && from === to) || document.execCommand(text ? "insertText" : "delete", false, text)) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// From the first line that is touched to the end of the last.
export function touched(area) {
  const { value, selectionStart, selectionEnd } = area;
  const end = value.indexOf("\n", selectionEnd);
  return [selectionStart && value.lastIndexOf("\n", selectionStart - 1) + 1, end < 0 ? value.length : end];
}
