// What is pasted from a word processor or a page keeps its lists, headings, links, bold and italic, and nothing else.
import { put } from "./write.js";

const BLOCKS = "address,article,blockquote,div,dl,dt,dd,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,li,main,ol,p,pre,section,table,tr,ul";
const GONE = 'style,script,title,template,[data-style*="display:none" i],[data-style*="mso-hide:all" i]';
const MARKER = '[data-style*="mso-list:ignore" i]';
const spaces = (text) => text.replace(/\s+/g, " ");

// The text with its marks, or null when there is nothing in it that plain text lacks.
export function converted(html) {
  // the page's security policy would refuse styles, also where they are only read
  const quiet = html.replace(/<style.*?<\/style>/gis, "").replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle=/i, " data-style="));
  const { body } = new DOMParser().parseFromString(quiet, "text/html");
  for (const element of body.querySelectorAll(GONE)) element.remove();
  const rows = []; // [text, kind]
  let line = "";
  let prefix = "";
  let kind = "";
  let outermost = "dots";
  let rich = false;

  function end(as = kind) {
    const text = line.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
    line = "";
    if (!text) return;
    rows.push([prefix + text, as]);
    prefix = prefix.replace(/\S/g, " "); // what follows in the same item stands under it
  }

  function marked(text, mark) {
    const [, before, inner, after] = /^(\s*)(.*?)(\s*)$/s.exec(text);
    if (!inner) return text;
    rich = true;
    return before + mark + inner + mark + after;
  }

  function inline(node, plain) {
    if (node.nodeType === Node.TEXT_NODE) return spaces(node.data).replace(/[*`\\]|(?<!\w)_|_(?!\w)/g, "\\$&");
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.tagName === "BR") return "\n";
    let text = [...node.childNodes].map((child) => inline(child, plain)).join("");
    const style = node.dataset?.style ?? "";
    const weight = /(?:^|[;\s])font-weight:\s*(\w+)/i.exec(style)?.[1];
    const slant = /(?:^|[;\s])font-style:\s*(\w+)/i.exec(style)?.[1];
    const bold = weight ? /bold|[6-9]00/.test(weight) : /^(B|STRONG)$/.test(node.tagName);
    const italic = slant ? slant === "italic" : /^(I|EM)$/.test(node.tagName);
    if (italic && !plain) text = marked(text, "_");
    if (bold && !plain) text = marked(text, "**");
    const address = node.tagName === "A" && /^(https?:|mailto:)/.test(node.href) && node.href;
    if (!address || !text.trim()) return text;
    rich = true;
    return text.trim() === node.getAttribute("href") ? node.getAttribute("href") : `[${spaces(text).trim()}](${address.replace(/[()]/g, escape)})`;
  }

  function item(depth, marker) {
    rich = true;
    end();
    prefix = `${"    ".repeat(depth)}${marker} `;
    if (!depth) outermost = marker === "-" ? "dots" : "numbers"; // one list, and another
    kind = outermost;
  }

  function block(node, depth) {
    const name = node.tagName;
    const outer = [prefix, kind];
    const word = /mso-list:\s*l\d+ level(\d)/i.exec(node.dataset.style ?? "");
    const heading = /^H([1-6])$/.exec(name)?.[1] ?? (node.className === "MsoTitle" && 1);
    end();
    if (name === "TR") {
      rich = true;
      line = [...node.cells].map((cell) => spaces(cell.textContent).trim()).join(" | ");
      end("row");
    } else if (name === "PRE") {
      rich = true;
      rows.push([`\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\``, ""]);
    } else if (heading && node.textContent.trim()) {
      rich = true;
      prefix = `${"#".repeat(Math.min(heading, 3))} `;
      line = spaces(inline(node, true));
      end("heading");
    } else {
      if (word) {
        const marker = node.querySelector(MARKER)?.textContent.trim() ?? "";
        for (const element of node.querySelectorAll(MARKER)) element.remove();
        item(word[1] - 1, /^\(?\w+[.)]/.test(marker) ? `${parseInt(marker, 10) || 1}.` : "-");
      } else if (name === "LI") {
        const { parentElement: list } = node;
        const n = [...list.children].filter((one) => one.tagName === "LI").indexOf(node);
        item(Math.max(depth, 0), list.tagName === "OL" ? `${(list.start || 1) + n}.` : "-");
      } else if (name === "BLOCKQUOTE" && !prefix) {
        rich = true;
        kind = "quote";
      }
      read(node, depth + /^[OU]L$/.test(name));
    }
    end();
    if (!/^(UL|OL|DIV)$/.test(name) || !outer[0].trim()) [prefix, kind] = outer;
    if (name === "LI") prefix = "";
  }

  function read(parent, depth) {
    for (const node of parent.childNodes) {
      if (node.matches?.(BLOCKS)) block(node, depth);
      else if (node.querySelector?.(BLOCKS)) read(node, depth);
      else line += inline(node);
    }
  }

  read(body, -1);
  end();
  if (!rich) return null;
  let text = "";
  let last = null;
  for (const [row, as] of rows) {
    const close = as && as === last && as !== "heading";
    text += last === null ? "" : close ? (as === "quote" ? "\n>\n" : "\n") : "\n\n";
    text += as === "quote" ? row.replace(/^/gm, "> ") : row;
    last = as;
  }
  return text.replace(/(?<!\\)\*{4}|(?<!\\)__/g, ""); // bold beside bold
}

export function paste(area, event) {
  if (event.defaultPrevented) return;
  const plain = event.clipboardData.getData("text/plain").trim();
  const html = event.clipboardData.getData("text/html");
  const { selectionStart: from, selectionEnd: to } = area;
  const chosen = area.value.slice(from, to);
  const address = chosen && !/[\n[\]]/.test(chosen) && /^https?:\/\/\S+$/.test(plain) && !/^https?:/.test(chosen);
  const text = address ? `[${chosen}](${plain})` : html && converted(html);
  if (!text) return;
  event.preventDefault();
  put(area, text);
}
