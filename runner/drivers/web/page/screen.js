// Where a screen is, whether it is shown, and what of it can be found.
const leaving = new WeakMap();
const watched = new WeakSet();
let abortedBefore = 0;
const LONGEST_LEAVE = 60000;

function framesOf(win) {
  const found = [];
  for (let index = 0; index < win.frames.length; index++) {
    const inner = win.frames[index];
    let doc = null;
    try { doc = inner.document; } catch { doc = null; }
    if (doc) found.push({ win: inner, doc, element: inner.frameElement }, ...framesOf(inner));
  }
  return found;
}

const allDocs = () => [{ win: window, doc: document, element: null }, ...framesOf(window)];

// A navigation that was started makes the old page one that is left: it still looks right.
function watch() {
  for (const { win, doc } of allDocs()) {
    if (watched.has(doc) || !win.navigation) continue;
    watched.add(doc);
    win.navigation.addEventListener("navigate", (event) => {
      if (event.hashChange || event.downloadRequest !== null || event.destination.sameDocument) return;
      const state = leaving.get(doc) || { count: 0 };
      state.count += 1;
      state.since = performance.now();
      leaving.set(doc, state);
      setTimeout(() => {
        if (event.defaultPrevented || win.navigation.transition) state.count -= 1;
      }, 0);
    });
  }
}

function isLeaving(doc) {
  const state = leaving.get(doc);
  return Boolean(state && state.count > 0 && performance.now() - state.since < LONGEST_LEAVE);
}

// Navigations that ended without a new page: a download, an answer 204, a cancelled load.
function noteAborted(total) {
  const ended = total - abortedBefore;
  abortedBefore = total;
  if (ended <= 0) return;
  for (const { doc } of allDocs()) {
    const state = leaving.get(doc);
    if (state) state.count = Math.max(0, state.count - ended);
  }
}

function frameIn(win, step) {
  const inner = framesOf(win);
  const fits = ({ win: own, element }) => {
    if (!element) return false;
    if (step.by === "css") return element.matches(step.text);
    if (step.by === "url") return own.location.href.includes(step.text);
    return own.name === step.text || element.id === step.text || element.name === step.text;
  };
  const direct = inner.filter((one) => one.win.parent === win && fits(one));
  const found = direct.length ? direct : inner.filter(fits);
  return found.length === 1 ? found[0] : null;
}

// The document that a screen is in: {win, doc}, or {why}.
function open(frame) {
  let win = window;
  if (isLeaving(document)) return { why: "leaving", leaving: true };
  for (const step of frame) {
    const found = frameIn(win, step);
    if (!found) return { why: `no frame ${step.by} ${step.text}` };
    win = found.win;
    if (isLeaving(found.doc)) return { why: "leaving", leaving: true };
  }
  return usable(win, win.document);
}

function usable(win, doc) {
  if (isLeaving(doc)) return { why: "leaving", leaving: true };
  if (doc.readyState === "loading" || !doc.body || doc.URL === "about:blank" && window.location.href !== "about:blank") {
    return { why: "still loading", loading: true };
  }
  return { win, doc };
}

// Whether a screen is shown: {shown, place}; `why` says what is missing.
function shows(screen) {
  if (screen.anywhere) return showsAnywhere(screen);
  return showsIn(screen, open(screen.frame));
}

// A session ends in whatever frame was loading just then.
function showsAnywhere(screen) {
  const places = allDocs().map(({ win, doc }) => usable(win, doc));
  const all = places.map((place) => showsIn(screen, place));
  return all.find((place) => !place.why) || all[0];
}

function showsIn(screen, place) {
  if (place.why) return place;
  if (screen.window && !windowFits(screen.window)) return { why: "another window" };
  const finder = new Finder(place.doc, screen);
  for (const locator of screen.shown) {
    if (!finder.find(locator).some(visible)) return { why: locator.said };
  }
  place.finder = finder;
  return place;
}

function windowFits(rule) {
  return [document.title, location.href].some((text) => {
    if (rule.how === "matches") return new RegExp(rule.text, "u").test(text);
    return rule.how === "contains" ? text.includes(rule.text) : squeeze(text) === rule.text;
  });
}

const changes = new WeakMap();

// How long the document has been quiet, in ms; counting starts at the first question.
function quietFor(doc) {
  let state = changes.get(doc);
  if (!state) {
    state = { last: performance.now() };
    const observer = new MutationObserver(() => { state.last = performance.now(); });
    observer.observe(doc, { subtree: true, childList: true, attributes: true, characterData: true });
    changes.set(doc, state);
  }
  return performance.now() - state.last;
}

function busyIn(place, request) {
  const settle = place.finder.screen.settle;
  if (settle && quietFor(place.doc) < settle) return "the page still changes";
  if (!request.busy.length) return null;
  for (const { doc } of allDocs()) {
    const finder = new Finder(doc, {});
    const busy = request.busy.find((locator) => finder.find(locator).some(visible));
    if (busy) return `busy: ${busy.said}`;
  }
  return null;
}

// One element by its ordered locators: {element} or {tried}, how many each found.
function resolve(finder, plan, scope) {
  const tried = [];
  finder.wantsText = plan.kind === "text";
  const seen = plan.kind === "file" ? () => true : visible;
  for (const [index, locator] of plan.locators.entries()) {
    const all = new Set(finder.find(locator, scope));
    const found = [...all];
    const shown = found.filter((element) => seen(element) || isFile(element));
    const one = single(shown);
    if (one && stillNamed(locator, one.element)) return { element: one.element, radios: one.radios, index, named: locator };
    tried.push({ found: shown.length, hidden: found.length - shown.length });
  }
  return { tried };
}

const isFile = (element) => TYPE(element) === "file";

// Radio buttons of one name are one element: the choice among them.
function single(elements) {
  const first = elements[0];
  if (first && elements.every((one) => TYPE(one) === "radio" && one.name === first.name && one.form === first.form)) {
    if (!first.name || (elements.length === 1 && asLabel(labelText(first)))) return { element: first };
    return { element: first, radios: elements };
  }
  return elements.length === 1 ? { element: first } : null;
}

// Like `resolve`, in a row of a table where the element belongs to one.
function locate(finder, plan) {
  if (plan.row === undefined) return resolve(finder, plan);
  const table = finder.screen.tables[plan.table];
  const grid = finder.grid(table);
  if (!grid) return { tried: [], row: "no table" };
  const rows = grid.withKey(table.key, plan.row);
  if (rows.length !== 1) return { tried: [], row: `${rows.length} rows` };
  return resolve(finder, plan, rows[0].element);
}

const ACCEPTS_TEXT = "input,textarea,select,[contenteditable]";

// The part of the checks that needs no layout.
function usableNow(element) {
  if (!element.isConnected) return "it is not there any more";
  if (!enabled(element)) return "it is disabled";
  return element.matches(ACCEPTS_TEXT) && !editable(element) ? "it is read-only" : null;
}

// Null when the element can be used now, else why not.
function obstacle(place, element, typing) {
  if (!enabled(element)) return "it is disabled";
  if (typing && usableNow(element)) return usableNow(element);
  if (isFile(element)) return null;
  return covered(element, place);
}
