// What the driver may ask; each call is one round trip and comes back within its slice.
const rest = (ms) => new Promise((done) => setTimeout(done, ms));
const turn = () => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); done(); };
  channel.port2.postMessage(0);
});

// Tries again until it is ok, or cannot become so, or the slice is over.
async function until(request, attempt) {
  const end = performance.now() + request.slice;
  const begun = performance.now();
  for (;;) {
    const state = stateNow();
    const outcome = await attempt();
    const tried = performance.now();
    if (outcome.ok || outcome.final || tried >= end) return outcome;
    // Looking again costs more than noticing that nothing has happened.
    do await rest(Math.min(Math.max(1, (performance.now() - begun) / 20), 30));
    while (stateNow() === state && performance.now() < Math.min(tried + LONGEST_BLIND, end));
  }
}

const LONGEST_BLIND = 60;
let mutations = 0;
const observed = new WeakMap();
let documents = 0;

// A number that is another one as soon as any document has changed, come or gone.
function stateNow() {
  let loads = 0;
  for (const { doc } of allDocs()) {
    if (!observed.has(doc)) {
      observed.set(doc, (documents += 1));
      new MutationObserver((records) => { mutations += 1; noteStyles(records); })
        .observe(doc, { subtree: true, childList: true, attributes: true, characterData: true });
    }
    loads += observed.get(doc) * { loading: 1, interactive: 2, complete: 3 }[doc.readyState];
    loads += isLeaving(doc) ? 0.5 : 0;
  }
  return mutations * 1e6 + loads;
}

const settledLoad = new WeakMap();

// A page whose own start-up code may still run is not typed into, for at most a second.
function startingUp(doc) {
  if (doc.readyState === "complete") return false;
  if (!settledLoad.has(doc)) settledLoad.set(doc, performance.now());
  return performance.now() - settledLoad.get(doc) < 1000;
}

function onScreen(request) {
  const place = shows(request.screen);
  if (place.why) return { place: null, outcome: { ok: false, absent: place.why, leaving: place.leaving } };
  return { place, outcome: null };
}

const typedIn = new WeakMap();

async function recognise(request) {
  return until(request, () => {
    const missing = [];
    for (const [index, screen] of request.screens.entries()) {
      const place = shows(screen);
      if (!place.why) {
        const busy = busyIn(place, request);
        if (!busy) return { ok: true, screen: index, ...readAlong(place, request, index) };
        missing.push(busy);
      } else missing.push(place.why);
    }
    return { ok: false, missing, leaving: missing.includes("leaving") };
  });
}

// What will be wanted next is looked up in the same instant, if it is there.
function readAlong(place, request, index) {
  const along = {};
  const plans = request.reads && request.reads[index];
  if (plans) {
    along.values = plans.map((plan) => {
      const found = locate(place.finder, plan);
      return found.element ? reading(holder(found)) : null;
    });
  }
  if (request.masks) along.hidden = masks(request.masks);
  return along;
}

function findAll(place, plans) {
  const targets = [];
  const problems = [];
  for (const plan of plans) {
    const found = locate(place.finder, plan);
    if (found.element) targets.push(found);
    else problems.push({ name: plan.name, tried: found.tried, row: found.row, key: plan.row });
  }
  return { targets, problems };
}

let firstSeen = new Map();

async function fill(request) {
  const state = { at: 0, results: [], again: request.again };
  if (!request.again) firstSeen = new Map();
  watch();
  const outcome = await until(request, async () => {
    const { place, outcome } = onScreen(request);
    if (outcome) return { ...outcome, begun: state.at > 0 };
    if (startingUp(place.doc)) return { ok: false, absent: "the page still loads" };
    const busy = busyIn(place, request);
    if (busy) return { ok: false, absent: busy };
    const { targets, problems } = findAll(place, request.items);
    if (problems.length) return { ok: false, problems };
    return fillFrom(place, request, targets, state);
  });
  if (!outcome.ok) return { ...outcome, results: state.results };
  return finish(request, outcome, state);
}

// Looking at all fields before any is changed lays the page out once, not once a field.
async function clear(place, targets) {
  for (const target of targets) {
    if (obstacle(place, target.element, true)) return false;
  }
  const moving = await Promise.all(targets.map((target) => stable(target.element)));
  return moving.every(Boolean);
}

async function fillFrom(place, request, targets, state) {
  const free = state.at === 0 && (await clear(place, targets));
  while (state.at < targets.length) {
    const item = request.items[state.at];
    const target = targets[state.at];
    const failed = await fillOne(place, target, item, { state, free, late: request.lateChoices });
    if (failed) return { ok: false, problems: [{ name: item.name, ...failed }], final: failed.final };
    if (isLeaving(place.doc)) return { ok: false, absent: "leaving", leaving: true, begun: true };
    state.at += 1;
  }
  return { ok: true, targets, place };
}

async function fillOne(place, target, item, { state, free, late }) {
  const why = free ? usableNow(target.element) : obstacle(place, target.element, true);
  if (why) return { why };
  if (!free && !(await stable(target.element))) return { why: "it moves" };
  if (!stillNamed(target.named, target.element)) return { why: "its label is another one now" };
  const now = reading(holder(target));
  if (!firstSeen.has(item.name)) firstSeen.set(item.name, now);
  // What was typed before the page reloaded and still stands is not typed again.
  const stands = state.again && [item.value, item.iso, item.plain].includes(now);
  const failed = stands ? null : setValue(target, item, late);
  if (failed && !failed.keys) return failed;
  if (!stands && !(state.again && lastTyped.has(place.doc))) lastTyped.set(place.doc, performance.now());
  state.results[state.at] = { name: item.name, before: firstSeen.get(item.name), keys: Boolean(failed), index: target.index };
  return null;
}

async function finish(request, { targets, place }, state) {
  const last = targets.length && targets[targets.length - 1].element;
  if (last && last.blur && !state.results[state.results.length - 1].keys) last.blur();
  await turn();
  await turn();
  if (isLeaving(place.doc)) return { ok: false, absent: "leaving", leaving: true, begun: true, results: state.results };
  const kept = typedIn.get(place.doc) || new Map();
  targets.forEach((target, index) => {
    Object.assign(state.results[index], readBack(target));
    kept.set(request.items[index].name, { target, value: state.results[index].after });
  });
  typedIn.set(place.doc, kept);
  return { ok: true, results: state.results, used: usedBy(request.items, targets) };
}

function readBack(target) {
  const masked = TYPE(target.element) === "password";
  return { after: reading(holder(target)), also: also(target), type: TYPE(target.element) || target.element.localName, password: masked };
}

// What the page changed of the values that were filled, since they were filled.
function altered(place) {
  const kept = typedIn.get(place.doc);
  if (!kept) return [];
  return [...kept].filter(([, one]) => one.target.element.isConnected).flatMap(([name, one]) => {
    const now = reading(holder(one.target));
    return now === one.value ? [] : [{ name, before: one.value, ...readBack(one.target) }];
  });
}

let aim = null;
let pressed = false;

// What a press led to may begin one or two tasks later; nothing is looked at before.
async function afterPress() {
  if (!pressed) return;
  pressed = false;
  await turn();
  await turn();
}

async function ready(request) {
  return until(request, async () => {
    const { place, outcome } = onScreen(request);
    if (outcome) return outcome;
    if (request.typing && startingUp(place.doc)) return { ok: false, absent: "the page still loads" };
    const busy = busyIn(place, request);
    if (busy) return { ok: false, absent: busy };
    const found = locate(place.finder, request.element);
    if (!found.element) return { ok: false, problems: [{ name: request.element.name, tried: found.tried, row: found.row, key: request.element.row }] };
    const why = obstacle(place, found.element, request.typing);
    if (why) return { ok: false, problems: [{ name: request.element.name, why }] };
    if (!(await stable(found.element))) return { ok: false, problems: [{ name: request.element.name, why: "it moves" }] };
    aim = { place, target: found, element: found.element, landed: false, blocked: null };
    return { ok: true, ...place.point, used: usedBy([request.element], [found]), altered: request.writes ? altered(place) : [] };
  });
}

const TOO_LATE = "its worker was held up so long that somebody else may press it by now";
const tooLate = (request) => Boolean(request.until) && Date.now() > request.until;

// The element that was checked, once more in the last instant; null when it is as it was.
function gone(request) {
  if (tooLate(request)) return TOO_LATE;
  if (!aim || !aim.element.isConnected || !visible(aim.element)) return "it is not there any more";
  if (isLeaving(aim.place.doc)) return "the page is being left";
  return obstacle(aim.place, aim.element, false);
}

async function press(request) {
  let used = {};
  if (!request.checked) {
    const outcome = await ready(request);
    if (!outcome.ok) return outcome;
    used = outcome.used;
    if (outcome.altered.length) return { ok: false, problems: [{ name: request.element.name, why: "a value was changed" }] };
  }
  const why = gone(request);
  if (why) return { ok: false, problems: [{ name: request.element.name, why }], final: true };
  watch();
  const element = aim.element;
  const view = element.ownerDocument.defaultView;
  for (const type of ["mousedown", "mouseup"]) {
    fire(element, type, "MouseEvent", { cancelable: true, view, button: 0, detail: 1 });
    if (type === "mousedown" && element.focus) element.focus({ preventScroll: true });
  }
  pressed = true;
  element.click();
  if (request.twice) {
    element.click();
    fire(element, "dblclick", "MouseEvent", { cancelable: true, view, detail: 2 });
  }
  return { ok: true, used };
}

const MOUSE = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick"];

// A trusted click must arrive at the element that was checked; another element never gets it.
function guard(request) {
  const why = gone(request);
  if (why) return { ok: false, problems: [{ name: "", why }], final: true };
  watch();
  const mine = aim;
  const views = allDocs().map(({ win }) => win);
  const onMouse = (event) => {
    const path = event.composedPath();
    const hit = path[0];
    const label = hit && hit.closest && hit.closest("label");
    const mineHit = path.includes(mine.element) || (label && label.control === mine.element);
    if (mineHit && (mine.landed || !tooLate(request))) {
      if (event.type === "click") mine.landed = true;
      return;
    }
    if (mine.landed || !event.isTrusted) return;
    const other = hit && hit.localName ? describe(hit) : "another element";
    mine.blocked = mineHit ? TOO_LATE : `${other} came in the way`;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const view of views) for (const type of MOUSE) view.addEventListener(type, onMouse, true);
  mine.release = () => {
    for (const view of views) for (const type of MOUSE) view.removeEventListener(type, onMouse, true);
  };
  return { ok: true, ...mine.place.point };
}

async function landed() {
  await turn();
  pressed = true;
  const mine = aim;
  if (mine && mine.release) mine.release();
  return { ok: true, landed: Boolean(mine && mine.landed), blocked: mine && mine.blocked };
}

function focus(request) {
  const why = gone(request);
  if (why) return { ok: false, problems: [{ name: request.element.name, why }], final: true };
  watch();
  pressed = true;
  aim.element.focus({ preventScroll: true });
  if (request.all && aim.element.select) aim.element.select();
  if (request.all && aim.element.isContentEditable) {
    aim.element.ownerDocument.defaultView.getSelection().selectAllChildren(aim.element);
  }
  return { ok: true };
}
