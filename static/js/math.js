// Mathematics as it is drawn in books, for the eye and (as MathML) for a screen reader. What cannot be read stays as it was typed.
import "../vendor/katex/katex.min.js";
import { sheet } from "./sheet.js";

// A colour that was chosen by day cannot be read by night.
const macros = {
  "\\color": "\\@firstoftwo{}{#1}",
  "\\textcolor": "\\@firstoftwo{#2}{#1}",
  "\\colorbox": "\\boxed{\\text{\\@firstoftwo{#2}{#1}}}",
  "\\fcolorbox": "\\boxed{\\text{\\@firstoftwo{#3}{#1#2}}}",
};

// The page's policy refuses style attributes in what is made of a tree; afterwards a script may set the same.
function keepStyles(node) {
  if (node.attributes?.style) {
    node.attributes["data-style"] = node.attributes.style;
    delete node.attributes.style;
  }
  node.children?.forEach(keepStyles);
}

function drawn(tree) {
  keepStyles(tree);
  const made = tree.toNode();
  for (const part of made.querySelectorAll("[data-style]")) {
    part.style.cssText = part.dataset.style;
    delete part.dataset.style;
  }
  made.translate = false;
  return made;
}

export async function enhance(place) {
  const block = place.classList.contains("math-block");
  let made;
  try {
    made = drawn(globalThis.katex.__renderToDomTree(place.textContent, {
      displayMode: block,
      fleqn: true,
      strict: "ignore",
      trust: false,
      errorColor: "currentcolor", // of commands that are not trusted
      macros: { ...macros },
      maxSize: 20,
      maxExpand: 200,
    }));
  } catch (error) {
    if (error instanceof globalThis.katex.ParseError) return;
    throw error;
  }
  await Promise.all([sheet("vendor/katex/katex.min.css"), sheet("css/marks.css")]);
  place.replaceWith(made);
  if (block && made.scrollWidth > made.clientWidth) made.tabIndex = 0; // the arrows move what is wider than the page
}
