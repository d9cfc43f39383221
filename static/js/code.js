// Code in colours.
import { sheet } from "./sheet.js";

export const enhance = () => sheet("css/marks.css");
