// A search field that proposes questions and themes while typing: a combobox with a list. Enter without a choice searches,
// as it does without this script.
const LOOK_AFTER = 150;
let made = 0;

export function enhance(field) {
  if (field.role === "combobox") return; // it came into focus twice while this was fetched
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `suggestions-${++made}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.label);
  said.className = "vh";
  said.setAttribute("role", "status");
  field.after(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) field.setAttribute(name, value);

  let timer;
  let request;
  let chosen = -1;
  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(at) {
    chosen = at;
    for (const [n, option] of options().entries()) option.setAttribute("aria-selected", String(n === at));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  }

  async function look() {
    request?.abort();
    request = new AbortController();
    try {
      const asked = `${field.dataset.suggestions}?${new URLSearchParams({ q: field.value })}`;
      const answer = await fetch(asked, { headers: { "HX-Request": "true" }, signal: request.signal });
      if (!answer.ok || document.activeElement !== field) return;
      list.innerHTML = await answer.text();
      for (const [n, option] of options().entries()) option.id = `${list.id}-${n}`;
      const count = options().length;
      list.hidden = !count;
      field.setAttribute("aria-expanded", String(count > 0));
      said.textContent = count ? field.dataset.found.replace("{n}", count) : "";
      choose(-1);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no internet: one can still press Enter later
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < 2) close();
    else timer = setTimeout(look, LOOK_AFTER);
  });
  field.addEventListener("keydown", (event) => {
    const all = options().length;
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + all + 1) % (all + 1)) - 1); // past the last is the field itself
    } else if (event.key === "Enter" && chosen >= 0 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      location.href = options()[chosen].dataset.href;
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.href = option.dataset.href;
  });
  field.addEventListener("blur", close);
}
