// Themes are found by typing: the checkboxes stay what they are, only those that fit are shown.
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

export function enhance(picker) {
  const max = Number(picker.dataset.themes);
  const list = picker.querySelector("[data-themes-list]");
  const box = picker.querySelector("[data-themes-find]");
  const find = box.querySelector("input");
  const say = box.querySelector("[role=status]");
  const rows = [...list.querySelectorAll(".choice")].map((row) => ({
    row,
    check: row.querySelector("input"),
    text: plain(`${row.textContent} ${row.dataset.words ?? ""}`),
  }));
  list.open = true;
  list.querySelector("summary").hidden = true;
  for (const legend of list.querySelectorAll("legend")) legend.className = "vh"; // few are shown: one calm list
  box.hidden = false;

  function update() {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const chosen = rows.filter(({ check }) => check.checked).length;
    let shown = 0;
    for (const { row, check, text } of rows) {
      const fits = words.length > 0 && words.every((word) => text.includes(word)) && shown++ < 8;
      row.hidden = !(check.checked || fits || (!words.length && "suggested" in row.dataset));
      check.disabled = chosen >= max && !check.checked;
    }
    for (const group of list.querySelectorAll("fieldset")) {
      group.hidden = !group.querySelector(".choice:not([hidden])");
    }
    say.textContent = chosen >= max ? say.dataset.full.replace("{n}", max)
      : words.length ? say.dataset.found.replace("{n}", Math.min(shown, 8)) : "";
    say.classList.toggle("vh", chosen < max);
  }

  find.addEventListener("input", update);
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
  list.addEventListener("change", (event) => {
    if (event.target.checked) find.value = "";
    update();
  });
  document.addEventListener("themes:choose", (event) => { // named in the text
    const found = rows.find(({ check }) => check.value === event.detail && !check.checked && !check.disabled);
    found?.check.click();
  });
  document.addEventListener("themes:suggest", (event) => {
    for (const { row, check } of rows) row.toggleAttribute("data-suggested", event.detail.includes(check.value));
    update();
  });
  update();
}
