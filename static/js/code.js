// Code in colours; what is wider than the page can be moved with the arrows.
import { sheet } from "./sheet.js";

export async function enhance(pre) {
  if (pre.parentElement.matches(".code")) await sheet("css/marks.css");
  if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
}
