// Watches a person work: what is filled, chosen, pressed and marked for reading.
const UNTYPED = new Set(["password"]);
const dirty = new Set();

function listen(win, doc) {
  const on = (type, work) => win.addEventListener(type, (event) => {
    if (!event.isTrusted || pointing.mode === "off" || ours(event)) return;
    work(event);
  }, true);
  on("input", (event) => { const field = fieldOf(event); if (field) dirty.add(field); });
  on("change", (event) => { const field = fieldOf(event); if (field) noteFill(field); });
  on("click", (event) => (event.altKey ? markRead(event) : notePress(event)));
  on("mousedown", (event) => { if (event.altKey) halt(event); });
  win.addEventListener("pagehide", flush);
}

const ours = (event) => event.composedPath()[0] === pointing.host;
const first = (event) => event.composedPath()[0];
const halt = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

function fieldOf(event) {
  const element = first(event);
  return element && element.matches && element.matches("input,select,textarea,[contenteditable=''],[contenteditable=true]") && !isButton(element) ? element : null;
}

function noteFill(field) {
  dirty.delete(field);
  const type = TYPE(field);
  const radios = type === "radio" && field.name ? [...field.getRootNode().querySelectorAll("input[type=radio]")].filter((one) => one.name === field.name && one.form === field.form) : null;
  const value = UNTYPED.has(type) || isFile(field) ? null : reading(radios ? { radios } : field);
  tell({ type: "fill", value, many: Boolean(field.multiple), picked: pickedOf(field) });
}

// What was typed counts also where a page never says that it changed.
function flush() {
  for (const field of [...dirty]) if (field.isConnected) noteFill(field);
  dirty.clear();
}

function notePress(event) {
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
