// What others write while a question stands open: told in words at its foot, at most twice a minute while someone looks.
const PAUSE = 30_000;

export function enhance(region) {
  let looked = 0;
  let timer;

  async function look() {
    if (document.hidden || Date.now() - looked < PAUSE) return;
    looked = Date.now();
    const link = region.querySelector("[data-hx-get]");
    const answer = await fetch(link.getAttribute("data-hx-get"), { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer) return; // no internet: later again
    if (!answer.ok) return clearInterval(timer);
    const { text } = await answer.json();
    if (!text || text === link.textContent) return;
    region.querySelector("#nieuws-link:not([data-hx-get])")?.remove();
    link.id = "nieuws-link"; // what takes its place gets the focus
    link.textContent = text;
    link.hidden = false;
  }

  timer = setInterval(look, PAUSE + 100);
  document.addEventListener("visibilitychange", look);
  region.addEventListener("click", (event) => {
    const link = event.target.closest("a:not([data-hx-get])");
    if (link) setTimeout(() => link.remove()); // it led there
  });
  look();
}
