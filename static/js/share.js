// Passing on an address: with the share sheet of the device where that is asked for, else as a link on the clipboard.
import { show } from "./app.js";

export async function share(link) {
  const what = { title: link.dataset.share, url: link.href };
  try {
    if (link.dataset.share && navigator.canShare?.(what)) return await navigator.share(what);
  } catch (error) {
    if (error.name === "AbortError") return; // thought better of it
  }
  navigator.clipboard.writeText(link.href).then(() => show("copied"), () => { location.href = link.href; });
}
