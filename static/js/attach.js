// Pictures and files for a text field: pasted, dropped, or chosen with [data-attach-button].
import { show } from "./app.js";
import { put } from "./write.js";

const ROOM = 1600; // no side of a stored picture is longer
const LARGE = 1_500_000;
const fields = new WeakMap();

const csrf = () => document.querySelector('meta[name="csrf-token"]').content;
const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A large photo is made smaller here: a phone on a train sends a tenth. What fails goes as it is.
async function smaller(file) {
  if (file.type !== "image/jpeg" || file.size < LARGE) return file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, ROOM / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.92); });
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}

// fetch tells nothing of what was sent already
function send(file, name, progress) {
  const request = new XMLHttpRequest();
  const answer = new Promise((done, fail) => {
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onerror = request.onabort = fail;
    request.onload = () => done([request.status, request.response]);
  });
  const form = new FormData();
  form.append("key", randomKey());
  form.append("file", file, name);
  request.open("POST", "/bestanden");
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", csrf());
  request.send(form);
  return [answer, () => request.abort()];
}

// On a line of its own, or between spaces; what is selected stays.
function insert(area, { kind, url, text }) {
  const at = area.selectionEnd;
  const before = area.value.slice(0, at);
  const after = area.value.slice(at);
  const picture = kind === "picture";
  const open = !before || (picture ? /\n\n$/ : /\s$/).test(before) ? "" : picture ? (before.endsWith("\n") ? "\n" : "\n\n") : " ";
  const close = picture ? (/^\n\n/.test(after) ? "" : after.startsWith("\n") ? "\n" : "\n\n") : /^\s/.test(after) ? "" : " ";
  put(area, `${open}${picture ? "!" : ""}[${text}](${url})${close}`, at, at);
}

const carries = (event) => event.dataTransfer?.types.includes("Files");

// A file that lands beside the field does not take the page away.
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => {
    if (event.defaultPrevented || !carries(event) || event.target.matches?.("input")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

class Item {
  constructor(area, list, file) {
    this.area = area;
    this.element = document.getElementById("attach-item").content.firstElementChild.cloneNode(true);
    this.find("name").textContent = file.name;
    this.element.querySelector("progress").ariaLabel = file.name;
    this.find("not").addEventListener("click", () => { this.stop?.(); this.remove(); });
    this.find("put").addEventListener("click", () => this.put(this.alt.value));
    this.find("decoration").addEventListener("click", () => this.put(""));
    this.alt.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // Enter would post the whole form
      event.stopPropagation();
      this.put(this.alt.value);
    });
    list.append(this.element);
    this.run(file);
  }

  get alt() { return this.find("alt"); }
  get waits() { return this.find("error").hidden; }

  find(name) { return this.element.querySelector(`[data-${name}]`); }

  async run(file) {
    try {
      const ready = await smaller(file);
      if (!this.element.isConnected) return;
      const [answer, stop] = send(ready, file.name, (part) => { this.element.querySelector("progress").value = part; });
      this.stop = stop;
      const [status, result] = await answer;
      if (status === 200) this.ask(result, file);
      else this.refuse(result?.message);
    } catch {
      this.refuse();
    }
  }

  ask(result, file) {
    this.result = result;
    this.element.querySelector("progress").hidden = true;
    this.find(result.kind).hidden = false;
    this.find("put").hidden = false;
    if (result.kind !== "picture") return;
    const image = Object.assign(new Image(), { alt: "", src: URL.createObjectURL(file) });
    image.onload = () => URL.revokeObjectURL(image.src);
    this.find("picture").prepend(image);
    this.find("decoration").hidden = false;
  }

  refuse(message) {
    if (!this.element.isConnected) return;
    const error = this.find("error");
    this.element.querySelector("progress").hidden = true;
    error.hidden = false;
    error.querySelector("span").textContent = message ?? this.find("lost").textContent;
  }

  put(alt) {
    const text = this.result.kind === "picture" ? alt.replace(/\[/g, "(").replace(/\]/g, ")").replace(/[\\`*<>\s]+/g, " ").trim() : this.result.text;
    insert(this.area, { ...this.result, text });
    this.remove();
  }

  remind() {
    this.find("remind").hidden = false;
    (this.result?.kind === "picture" ? this.alt : this.result ? this.find("put") : this.find("not")).focus();
  }

  remove() {
    const { items } = fields.get(this.area);
    items.delete(this);
    this.element.remove();
    this.area.focus();
  }
}

function attach(area, files) {
  const { items, list } = fields.get(area);
  if (!navigator.onLine) show("offline");
  else for (const file of files) items.add(new Item(area, list, file));
}

function buttons(around, area) {
  for (const button of around.querySelectorAll("[data-attach-button][hidden]")) {
    const picker = document.importNode(document.getElementById("attach-item").content.querySelector("[type=file]"));
    picker.addEventListener("change", () => {
      attach(area, picker.files);
      picker.value = "";
    });
    button.addEventListener("click", () => picker.click());
    button.hidden = false;
  }
}

export function enhance(area) {
  const items = new Set();
  const list = Object.assign(document.createElement("ul"), { className: "attached", ariaLive: "polite" });
  fields.set(area, { items, list });
  const around = area.closest(".field");
  around.append(list);
  buttons(around, area);
  around.addEventListener("htmx:load", () => buttons(around, area)); // the toolbar comes when it is needed

  area.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    const words = types.includes("text/plain") && types.includes("text/html"); // a word processor adds a picture of them
    if (!files.length || words) return;
    event.preventDefault();
    attach(area, files);
  }, true);
  area.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    area.classList.add("dropping");
  });
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    attach(area, event.dataTransfer.files);
  });
  // before the form is posted: what was added and does not stand in the text yet
  addEventListener("submit", (event) => {
    const waiting = event.target === area.form && [...items].find((item) => item.waits);
    if (!waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.remind();
  }, true);
}

