// A toast goes after ten seconds, but never while someone is at it.
export function enhance(toast) {
  let timer;
  const gone = () => toast.remove();
  const start = () => { timer = setTimeout(gone, 10_000); };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { hold(); start(); });
  const close = toast.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", gone);
  start();
}
