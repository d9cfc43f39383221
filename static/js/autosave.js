// A form with data-draft="place" keeps its text: in the account while typing, on this device when there is no internet.
import { release } from "./app.js";
import { later, reachable } from "./queue.js";

const csrf = () => document.querySelector('meta[name="csrf-token"]').content;

function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (["csrf_token", "key"].includes(name) || typeof value !== "string") continue;
    if (form.elements[name].type === "password") continue;
    fields[name] = name in fields ? [].concat(fields[name], value) : value;
  }
  return fields;
}

function fill(form, fields) {
  for (const element of form.elements) {
    if (!(element.name in fields)) continue;
    const values = [].concat(fields[element.name]);
    if (["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
    else if (element.type !== "hidden") element.value = values[0];
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function enhance(form) {
  const place = form.dataset.draft;
  const copy = `draft:${document.querySelector('meta[name="viewer"]').content}:${place}`;
  const status = form.querySelector("[data-draft-status]");
  const other = form.querySelector("[data-other]");
  const back = form.querySelector("[data-back]");
  const words = { ...status.dataset };
  let version = Number(form.dataset.draftVersion) || 0;
  const touched = [...form.elements].some((one) => one.type !== "hidden" && "defaultValue" in one && one.value !== one.defaultValue);
  let saved = touched ? "" : JSON.stringify(read(form)); // typed before this was here
  let flying; // on its way, or kept on this device
  let sent = false;
  let stopped = false;
  let timer;

  const say = (text, state = "") => {
    status.textContent = text;
    status.dataset.state = state;
  };

  async function save() {
    clearTimeout(timer);
    const fields = read(form);
    const text = JSON.stringify(fields);
    if (sent || stopped || text === saved) return;
    flying = text;
    try {
      const answer = await fetch("/concepten", {
        method: "POST",
        keepalive: text.length < 60_000,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify({ place, fields, version, key: form.elements.key?.value ?? "" }),
      });
      const result = await answer.json();
      if (answer.status === 409) differ(result);
      else if (answer.ok) {
        version = result.version;
        saved = text;
        localStorage.removeItem(copy);
        say(words.saved.replace("{time}", result.saved_at));
      } else throw new Error(answer.status);
    } catch {
      if (sent) return;
      localStorage.setItem(copy, text);
      say(words.offline);
    }
  }

  // Another window has another text: both are there, and nothing is lost before somebody chooses.
  function differ({ message, fields, version: theirs }) {
    stopped = true;
    flying = undefined;
    say(message, "error");
    const texts = [...form.elements].filter((one) => one.matches("textarea, [type=text]")).map((one) => fields[one.name]);
    const [show, take, keep] = other.querySelectorAll("[data-text], button");
    show.textContent = texts.filter(Boolean).join("\n\n");
    show.hidden = take.hidden = !show.textContent;
    other.hidden = false;
    const go = () => {
      version = theirs;
      stopped = false;
      saved = "";
      other.hidden = true;
      status.tabIndex = -1;
      status.focus();
      save();
    };
    keep.onclick = go;
    take.onclick = () => { fill(form, fields); go(); };
  }

  function leaving(event) {
    const text = JSON.stringify(read(form));
    if (!sent && text !== saved && text !== flying) event.preventDefault();
  }

  const here = localStorage.getItem(copy);
  if (here && here !== saved) {
    fill(form, JSON.parse(here));
    say(words.restored);
  } else if (touched) save();

  const mine = (event) => event.target.form === form;
  document.addEventListener("input", (event) => {
    if (!mine(event)) return;
    addEventListener("beforeunload", leaving);
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  document.addEventListener("focusout", (event) => mine(event) && save());
  addEventListener("pagehide", save);
  addEventListener("online", save);
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });

  const lock = (on) => {
    for (const one of form.elements) if (one !== back) one.inert = on;
    back.hidden = !on;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    sent = true;
    clearTimeout(timer);
    localStorage.removeItem(copy);
    if (await reachable()) return form.submit();
    const undo = later(form, read(form), words);
    release(form);
    say(words.later, "waits");
    lock(true);
    back.focus();
    back.onclick = () => {
      undo();
      sent = false;
      lock(false);
      save();
    };
  });
}
