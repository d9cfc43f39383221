// The preview of a text field: what is typed, as it will look.
export function enhance(field) {
  const area = field.querySelector("textarea");
  const out = field.querySelector(".preview");
  const write = field.querySelector("[data-write]");
  const show = field.querySelector("[data-show]");
  field.querySelector(".switch").hidden = false;

  const turn = (previewing) => {
    area.hidden = previewing;
    out.hidden = !previewing;
    write.setAttribute("aria-pressed", String(!previewing));
    show.setAttribute("aria-pressed", String(previewing));
  };
  write.addEventListener("click", () => { turn(false); area.focus(); });
  show.addEventListener("click", async () => {
    out.style.minBlockSize = `${area.offsetHeight}px`;
    const answer = await fetch(field.dataset.preview, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
      body: new URLSearchParams({ body: area.value }),
    }).catch(() => null);
    if (!answer?.ok) return;
    out.lastElementChild.innerHTML = await answer.text();
    out.dispatchEvent(new Event("htmx:load", { bubbles: true }));
    turn(true);
  });
}
