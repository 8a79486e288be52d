// Pointing at things: a pane of glass over the whole window takes every mouse event, so that the
// app gets none; what lies beneath is looked up by place, through frames and shadow roots.
const pointing = (globalThis.deskhandPointing ||= { mode: "off", at: null, marked: [], followed: new WeakSet() });

const TOGGLE = "KeyP";

function tell(message) {
  if (globalThis.deskhandTell) globalThis.deskhandTell(JSON.stringify(message));
}

function beneath(x, y) {
  const outer = document.elementsFromPoint(x, y).find((one) => one !== pointing.host);
  return outer ? inward(outer, document, x, y) : null;
}

function inward(element, doc, x, y) {
  if (element.shadowRoot) {
    // Asked for one element only, it would name the pane of glass.
    const inner = element.shadowRoot.elementsFromPoint(x, y).find((one) => one.getRootNode() === element.shadowRoot);
    return inner ? inward(inner, doc, x, y) : element;
  }
  if (element.localName !== "iframe" && element.localName !== "frame") return element;
  const inside = element.contentDocument;
  if (!inside) return element;
  const box = element.getBoundingClientRect();
  const left = x - box.left - element.clientLeft, top = y - box.top - element.clientTop;
  const inner = deepest(inside, left, top);
  return inner ? inward(inner, inside, left, top) : element;
}

// The control that was meant: not the mark inside a button, not the label beside a box.
function meant(element) {
  for (let node = element; node && node.matches; node = above(node)) {
    if (node.localName === "label" && node.control && visible(node.control)) return node.control;
    if (kindOf(node) && !["output"].includes(node.localName)) return node;
    if (node.localName === "body") break;
  }
  const cell = element.closest && element.closest("td,dd");
  return cell && !cell.querySelector(PRESSABLE) && !cell.querySelector("table") ? cell : element;
}

function pointAt(element) {
  if (pointing.at === element) return;
  pointing.at = element;
  drawMarks();
}

const placeOf = (element) => {
  const box = shownFor(element).getBoundingClientRect();
  const at = offset(element.ownerDocument.defaultView);
  return { left: box.left + at.x, top: box.top + at.y, width: box.width, height: box.height };
};

function saidOf(element) {
  const kind = kindOf(element) || "text";
  const name = asLabel(accessibleName(element)) || (kind === "text" ? textBefore(element) : "");
  return name ? `${kind} · ${name}` : kind;
}

// Every control of the window in the order of the document, for the arrow keys.
function stops() {
  return allDocs().flatMap(({ doc }) => new Finder(doc, {}).query("*").filter((one) => kindOf(one) && visible(one)));
}

function stepOn(by) {
  const all = stops();
  if (!all.length) return;
  const now = all.indexOf(pointing.at);
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : (now + by + all.length) % all.length];
  next.scrollIntoView({ block: "nearest", behavior: "instant" });
  pointAt(next);
}

function pick(element) {
  if (!element) return;
  if (pointing.reading) {
    pointing.reading = false;
    setMode("using");
    noteRead(element);
    return;
  }
  pointing.picked = element;
  tell({ type: "pick", window: document.title, picked: pickedOf(element) });
}

function scrollBeneath(event) {
  let node = beneath(event.clientX, event.clientY);
  const rolls = (one) => one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY);
  while (node && node.parentElement && !rolls(node)) node = node.parentElement;
  if (node) (rolls(node) ? node : node.ownerDocument.scrollingElement || node).scrollBy(event.deltaX, event.deltaY);
  pointing.at = null;
  drawMarks();
}

function pointingKey(event) {
  if (event.altKey && event.code === TOGGLE) return toggle();
  if (pointing.mode !== "pointing" || !pointing.view) return false;
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) stepOn(step);
  else if (event.key === "Enter" && pointing.at) pick(pointing.at);
  else return false;
  return true;
}

function toggle() {
  const next = pointing.mode === "pointing" ? "using" : "pointing";
  if (pointing.mode === "off") return false;
  setMode(next);
  return true;
}

function setMode(mode) {
  pointing.mode = mode;
  pointing.at = null;
  if (pointing.glass) pointing.glass.hidden = mode !== "pointing" || !pointing.view;
  drawMode();
  drawMarks();
}

// While one points, a key would reach whatever field or button of the app has the focus.
function meantForApp(event) {
  const browsers = event.ctrlKey || event.metaKey || event.altKey || /^(F\d+|Shift|Control|Alt|Meta)$/.test(event.key);
  return pointing.mode === "pointing" && Boolean(pointing.view) && event.target !== pointing.host && !browsers;
}

const keyed = new WeakSet();

function onKey(event) {
  if (keyed.has(event)) return;
  keyed.add(event);
  if (pointing.typing && pointing.typing() && !(event.altKey && event.code === TOGGLE)) return;
  if (!pointingKey(event) && !meantForApp(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Frames come and go; each new document is listened to before anybody can have used it.
function follow() {
  for (const { win, doc } of allDocs()) {
    if (pointing.followed.has(doc)) continue;
    pointing.followed.add(doc);
    win.addEventListener("keydown", onKey, true);
    if (globalThis.deskhandSetup.records) listen(win);
  }
  if (document.documentElement) ensureHost();
}
