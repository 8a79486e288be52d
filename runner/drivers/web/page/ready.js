// Whether an element can be used now, as a person could use it.
function visible(element) {
  if (element.localName === "area" || element.localName === "option") return true;
  if (!element.isConnected || !element.checkVisibility({ checkVisibilityCSS: true, visibilityProperty: true })) return false;
  const box = element.getBoundingClientRect();
  if (box.width > 0 && box.height > 0) return true;
  return [...element.children].some((child) => child.getClientRects().length && visible(child));
}

const enabled = (element) => !element.matches(":disabled") && !element.closest("[aria-disabled=true]");
const editable = (element) => !element.readOnly && element.getAttribute("aria-readonly") !== "true";

const above = (node) => node.parentElement || (node.getRootNode && node.getRootNode().host) || null;

function within(inner, outer) {
  for (let node = inner; node; node = above(node)) if (node === outer) return true;
  return false;
}

function describe(element) {
  const id = element.id ? `#${element.id}` : "";
  const kind = typeof element.className === "string" && element.className.trim() ? `.${element.className.trim().split(/\s+/)[0]}` : "";
  return `<${element.localName}${id}${kind}>`;
}

// The middle of the part of the element that is in the window.
function middle(element, win) {
  const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  const box = boxes[0] || element.getBoundingClientRect();
  const left = Math.max(0, box.left), right = Math.min(win.innerWidth, box.right);
  const top = Math.max(0, box.top), bottom = Math.min(win.innerHeight, box.bottom);
  if (right - left < 1 || bottom - top < 1) return null;
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function deepest(doc, x, y) {
  let found = doc.elementFromPoint(x, y);
  while (found && found.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}

// Null when a click in the middle of the element arrives there, else what is in the way.
function covered(element, place) {
  const target = shownFor(element);
  if (target.localName === "area" || target.localName === "option") return null;
  let point = middle(target, place.win);
  if (!point || cut(target, point, place)) {
    target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    point = middle(target, place.win);
    if (!point) return "it lies outside the window";
  }
  place.point = { x: point.x, y: point.y };
  const hit = deepest(place.doc, point.x, point.y);
  if (!hit) return "nothing is there";
  if (!belongs(hit, target, element)) return `it is covered by ${describe(hit)}`;
  return coveredFrames(place, point);
}

const cut = (target, point, place) => {
  const hit = deepest(place.doc, point.x, point.y);
  return hit && (hit === place.doc.documentElement || hit === place.doc.body) && !within(hit, target);
};

function belongs(hit, target, element) {
  if (within(hit, target)) return true;
  const label = hit.closest && hit.closest("label");
  return Boolean(label && label.control && label.control === element);
}

// A check box that is drawn by its label is used at its label.
function shownFor(element) {
  if (!["checkbox", "radio"].includes(TYPE(element))) return element;
  const box = element.getBoundingClientRect();
  const plain = box.width > 3 && box.height > 3 && getComputedStyle(element).opacity !== "0";
  const label = element.labels && [...element.labels].find(visible);
  return plain || !label ? element : label;
}

function coveredFrames(place, point) {
  let { x, y } = point;
  let win = place.win;
  while (win.frameElement && win !== win.parent) {
    const frame = win.frameElement;
    const box = frame.getBoundingClientRect();
    x += box.left + frame.clientLeft;
    y += box.top + frame.clientTop;
    win = win.parent;
    const hit = deepest(win.document, x, y);
    if (!hit) {
      frame.scrollIntoView({ block: "center", behavior: "instant" });
      return "its frame lies outside the window";
    }
    if (hit !== frame) return `its frame is covered by ${describe(hit)}`;
  }
  place.point = { x, y };
  return null;
}

const restyled = new WeakMap();
const RECENT = 120;

// Scripts move things by changing their style again and again; it is noted as it happens.
function noteStyles(records) {
  for (const record of records) if (record.type === "attributes") restyled.set(record.target, performance.now());
}

// A box that no animation, transition or script is moving needs no second look; a trusted click
// is guarded besides, and a press inside the page does not depend on the place.
function maybeMoving(element) {
  const running = element.ownerDocument.getAnimations();
  for (const animation of running) {
    const target = animation.effect && animation.effect.target;
    if (target && animation.playState === "running" && within(element, target)) return true;
  }
  for (let node = element; node; node = above(node)) {
    if (performance.now() - (restyled.get(node) ?? -RECENT) < RECENT) return true;
  }
  return false;
}

const sameBox = (one, two) => one.left === two.left && one.top === two.top && one.width === two.width && one.height === two.height;

// Waits two animation frames where the element may be moving; false when it did move.
async function stable(element) {
  if (!maybeMoving(element)) return true;
  const before = element.getBoundingClientRect();
  const view = element.ownerDocument.defaultView;
  const frame = () => new Promise((done) => {
    view.requestAnimationFrame(done);
    setTimeout(done, 100);
  });
  await frame();
  await frame();
  return sameBox(before, element.getBoundingClientRect());
}
