// Watches a person work: what is filled, chosen, pressed and marked for reading.
const UNTYPED = new Set(["password"]);
const dirty = new Set();
const noted = new WeakSet();

function listen(win) {
  // The window of an empty frame stays that of the page that is loaded into it.
  const on = (type, work) => win.addEventListener(type, (event) => {
    if (!event.isTrusted || pointing.mode === "off" || ours(event) || noted.has(event)) return;
    noted.add(event);
    work(event);
  }, true);
  on("input", (event) => { const field = fieldOf(event); if (field) { dirty.add(field); typing = field; } });
  on("change", (event) => { const field = fieldOf(event); if (field && !(choosing && choosing.field === field)) noteFill(field); });
  on("click", (event) => (event.altKey ? markRead(event) : notePress(event)));
  on("mousedown", (event) => (event.altKey ? halt(event) : noteEntry(event)));
  win.addEventListener("pagehide", flush);
}

const ours = (event) => event.composedPath()[0] === pointing.host;
const first = (event) => event.composedPath()[0];
const halt = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

function fieldOf(event) {
  const element = first(event);
  return element && element.matches && element.matches("input,select,textarea,[contenteditable=''],[contenteditable=true]") && !isButton(element) ? element : null;
}

function noteFill(field, list) {
  dirty.delete(field);
  const type = TYPE(field);
  const radios = type === "radio" && field.name ? [...field.getRootNode().querySelectorAll("input[type=radio]")].filter((one) => one.name === field.name && one.form === field.form) : null;
  const value = UNTYPED.has(type) || isFile(field) ? null : reading(radios ? { radios } : field);
  tell({ type: "fill", value, list, many: Boolean(field.multiple), picked: pickedOf(field) });
}

// An entry of a list that opened while somebody typed: what it puts into the field is the value.
const ENTRY = "[role=option],[role=listbox] > *,[class*=suggest] > *,[class*=autocomplete] li,.ui-menu-item";
const SET_BY_ENTRY = 400;
let typing = null;

function noteEntry(event) {
  const element = first(event);
  const entry = element && element.closest && element.closest(ENTRY);
  const field = typing;
  if (!entry || !field || !dirty.has(field) || kindOf(entry)) return;
  const text = squeeze(ownText(entry));
  const list = listOf(entry);
  dirty.delete(field);
  choosing = { field, entry };
  const end = performance.now() + SET_BY_ENTRY;
  const look = () => {
    if (squeeze(field.value) === text) noteFill(field, list);
    else if (performance.now() < end) return setTimeout(look, 20);
    else noteFill(field);
    choosing = null;
    return undefined;
  };
  setTimeout(look, 0);
}

let choosing = null;

function listOf(entry) {
  const around = entry.closest("[role=listbox],ul,ol,[class*=suggest],[class*=autocomplete]") || entry.parentElement;
  const name = [...around.classList].find((one) => !/\d/.test(one));
  const css = name ? `.${CSS.escape(name)}` : cssPath(around);
  if (entry.getAttribute("role") === "option") return { by: "role", text: "option", within: { by: "css", text: css } };
  return { by: "css", text: `${css} > ${entry.localName}` };
}

// What was typed counts also where a page never says that it changed.
function flush() {
  for (const field of [...dirty]) if (field.isConnected) noteFill(field);
  dirty.clear();
}

function notePress(event) {
  if (choosing && within(first(event), choosing.entry)) return;
  const element = pressedOf(first(event));
  if (!element) return;
  flush();
  tell({ type: "press", picked: pickedOf(element), twice: event.detail === 2 });
}

function pressedOf(element) {
  for (let node = element; node && node.matches; node = above(node)) {
    if (node.localName === "label" || (kindOf(node) && !["button", "link"].includes(kindOf(node)))) return null;
    if (["button", "link"].includes(kindOf(node)) || node.getAttribute("onclick")) return node;
    if (node.localName === "body") return null;
    if (node === element && node.localName !== "html" && getComputedStyle(node).cursor === "pointer") return node;
  }
  return null;
}

function markRead(event) {
  halt(event);
  const found = first(event);
  if (found && found.nodeType === 1) noteRead(meant(found));
}

function noteRead(element) {
  pointing.picked = element;
  tell({ type: "read", picked: pickedOf(element) });
}
