// Similar questions while typing: from the fourth word of the title, after a pause, the newest answer only.
export function enhance(panel) {
  const form = document.getElementById(panel.dataset.form || "ask");
  const { title, body } = form.elements;
  let timer;
  let request;
  let asked = "";

  async function look() {
    const words = title.value.trim().split(/\s+/);
    const text = `${title.value}\n${body.value}`;
    if (words.length < 4 || text === asked) return;
    asked = text;
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(panel.dataset.similar, {
        method: "POST",
        headers: {
          "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
          "HX-Request": "true",
        },
        body: new URLSearchParams({ title: title.value, body: body.value }),
        signal: request.signal,
      });
      if (answer.ok) show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") asked = "";
    }
  }

  function show(html) {
    if (panel.contains(document.activeElement)) return; // never pull away what someone is about to tap
    panel.innerHTML = html;
    htmx.process(panel);
    const themes = panel.querySelector("[data-suggest]")?.dataset.suggest.split(" ") ?? [];
    document.dispatchEvent(new CustomEvent("themes:suggest", { detail: themes }));
  }

  for (const field of [title, body]) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, 300);
    });
  }
  look();
}
