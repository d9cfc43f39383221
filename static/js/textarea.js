// A textarea grows with its text (where CSS cannot do it yet) and tells how much room is left.
const byHand = !CSS.supports("field-sizing", "content");

export function enhance(area) {
  const left = area.hasAttribute("data-count") && area.parentElement.querySelector("[data-left]");
  const update = () => {
    if (byHand) {
      area.style.blockSize = "auto";
      area.style.blockSize = `${area.scrollHeight + 2}px`;
    }
    if (left) {
      const room = area.maxLength - area.value.length;
      left.hidden = room > area.maxLength / 3;
      left.textContent = left.dataset.left.replace("{n}", room);
    }
  };
  if (area.hasAttribute("data-one-line")) {
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault(); // on to the next field, as in one line of text
      const fields = [...area.form.elements];
      fields.slice(fields.indexOf(area) + 1).find((field) => field.matches("input:not([type=hidden]), textarea"))?.focus();
    });
  }
  if (byHand || left) area.addEventListener("input", update);
  update();
}
