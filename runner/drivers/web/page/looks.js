// Calls that change nothing: reading, looking, and what a picture must hide.
async function read(request) {
  return until(request, () => {
    const { place, outcome } = onScreen(request);
    if (outcome) return outcome;
    const busy = busyIn(place, request);
    if (busy) return { ok: false, absent: busy };
    const { targets, problems } = findAll(place, request.elements);
    if (problems.length) return { ok: false, problems };
    return { ok: true, values: targets.map((target) => reading(holder(target))), used: usedBy(request.elements, targets) };
  });
}

// Which locator found each element.
const usedBy = (plans, targets) => Object.fromEntries(plans.map((plan, at) => [plan.name, targets[at].index]));

async function seen(request) {
  const wanted = request.wanted;
  return until(request, () => {
    const { place, outcome } = onScreen(request);
    if (outcome) return outcome;
    const busy = busyIn(place, request);
    if (busy) return { ok: false, absent: busy };
    const found = request.elements.map((plan) => Boolean(locate(place.finder, plan).element));
    const enough = wanted === undefined || found.every((one) => one === wanted);
    return { ok: enough, shown: found };
  });
}

async function table(request) {
  return until(request, () => {
    const { place, outcome } = onScreen(request);
    if (outcome) return outcome;
    const busy = busyIn(place, request);
    if (busy) return { ok: false, absent: busy };
    const plan = request.table;
    const grid = place.finder.grid(plan);
    if (!grid) return { ok: false, problems: [resolve(place.finder, plan)].map(({ tried }) => ({ name: plan.name, tried })) };
    if (grid.missing.length) return { ok: false, problems: [{ name: plan.name, why: "columns", missing: grid.missing }] };
    const rows = grid.rows.map((row) => row.values);
    if (request.unlike !== undefined && JSON.stringify(rows) === request.unlike) return { ok: false, absent: "the next page of the table" };
    return { ok: true, rows, digest: JSON.stringify(rows), more: nextPage(place, plan) };
  });
}

function nextPage(place, plan) {
  if (!plan.next) return false;
  const found = resolve(place.finder, plan.next);
  return Boolean(found.element && enabled(found.element));
}

// Clicks the entry of an open list that says the text; the list belongs to a field being typed in.
// A list that answers to the last key may be made anew once more; it is picked from when it stands.
const LIST_STANDS = 100;
const offeredSince = new WeakMap();

let suggestedSince = 0;

function suggestedFor(again) {
  if (!again) suggestedSince = performance.now();
  return suggestedSince;
}

async function entry(request) {
  const asked = suggestedFor(request.again);
  return until(request, () => {
    const { place, outcome } = onScreen(request);
    if (outcome) return outcome;
    const found = place.finder.find(request.entries).filter(visible);
    const says = comparer(request.text, true);
    const fits = found.filter((element) => says(ownText(element)));
    if (fits.length !== 1) {
      const offers = found.slice(0, 20).map((element) => squeeze(ownText(element)));
      const refused = refusal(place.doc.body, `${fits.length} entries of its list say so`, offers, { late: request.lateChoices, asked });
      return { ok: false, problems: [{ name: request.name, ...refused }], final: refused.final };
    }
    const why = covered(fits[0], place);
    if (why) return { ok: false, problems: [{ name: request.name, why }] };
    const now = performance.now();
    if (!offeredSince.has(fits[0])) offeredSince.set(fits[0], now);
    if (now - offeredSince.get(fits[0]) < LIST_STANDS) return { ok: false, problems: [{ name: request.name, why: "its list changes all the time" }] };
    aim = { place, target: { element: fits[0] }, element: fits[0], landed: false, blocked: null };
    return { ok: true, ...place.point };
  });
}

function born(request) {
  const { place } = onScreen(request);
  return { ok: true, at: place ? place.win.performance.timeOrigin : 0 };
}

function look(request) {
  const shown = request.screens.filter((screen) => !shows(screen).why).map((screen) => screen.name);
  return { ok: true, title: document.title, address: location.origin + location.pathname, shown };
}

function offset(win) {
  let x = 0, y = 0;
  for (; win.frameElement && win !== win.parent; win = win.parent) {
    const box = win.frameElement.getBoundingClientRect();
    x += box.left + win.frameElement.clientLeft;
    y += box.top + win.frameElement.clientTop;
  }
  return { x, y };
}

// The rectangles that a picture must not show, in the coordinates of the window.
function masks(request) {
  const rects = [];
  const add = (boxes, at) => {
    for (const box of boxes) {
      if (box.width > 0 && box.height > 0) rects.push([box.left + at.x, box.top + at.y, box.width, box.height].map(Math.round));
    }
  };
  for (const screen of request.screens) maskElements(screen, add);
  const hides = hider(request.values);
  if (request.fields) maskFields(add);
  for (const { win, doc } of allDocs()) {
    maskValues(doc, hides, offset(win), add);
    for (const frame of doc.querySelectorAll("iframe,frame")) {
      if (!frame.contentDocument) add([frame.getBoundingClientRect()], offset(win));
    }
  }
  return { ok: true, rects, width: innerWidth, height: innerHeight };
}

// Where something masked is not found, it may be any field.
function maskFields(add) {
  for (const { win, doc } of allDocs()) {
    for (const field of doc.querySelectorAll("input:not([type=hidden]),textarea,select")) {
      if (!isButton(field)) add([field.getBoundingClientRect()], offset(win));
    }
  }
}

function maskElements(screen, add) {
  const place = shows(screen);
  if (place.why) return;
  const at = offset(place.win);
  for (const plan of screen.masked) {
    place.finder.wantsText = plan.kind === "text";
    for (const locator of plan.locators) {
      for (const element of place.finder.find(locator)) add(element.getClientRects(), at);
    }
  }
  for (const plan of Object.values(screen.tables)) {
    const grid = plan.personal.length && place.finder.grid(plan);
    if (!grid) continue;
    for (const row of grid.rows) for (const name of plan.personal) add([row.cells[name].getBoundingClientRect()], at);
  }
}

// Short values hide only a text that is nothing else; longer ones wherever they stand.
function hider(values) {
  const plain = values.map((value) => squeeze(value).toLowerCase()).filter(Boolean);
  return (text) => {
    const said = squeeze(text).toLowerCase();
    return Boolean(said) && plain.some((value) => (value.length < 3 ? said === value : said.includes(value)));
  };
}

function maskValues(doc, hides, at, add) {
  for (const field of doc.querySelectorAll("input:not([type=hidden]),textarea,select")) {
    if (TYPE(field) === "password" || hides(reading(field))) add([field.getBoundingClientRect()], at);
  }
  const walker = doc.createTreeWalker(doc.body || doc, NodeFilter.SHOW_TEXT);
  const range = doc.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!hides(node.data) && !hides(node.parentElement ? siblings(node.parentElement) : "")) continue;
    range.selectNodeContents(node);
    add(range.getClientRects(), at);
  }
}

// A value may be split over marks such as <b>; a small element is read as a whole.
const siblings = (parent) => (parent.childElementCount && parent.textContent.length < 200 ? parent.textContent : "");

const CALLS = { recognise, fill, ready, press, guard, landed, focus, read, seen, table, entry, born, look, masks, reveal, capture };

globalThis.deskhandAim = () => (aim && isFile(aim.element) ? aim.element : null);

globalThis.deskhand = async (request) => {
  noteAborted(request.aborted);
  await afterPress();
  try {
    return await CALLS[request.call](request);
  } catch (error) {
    return { ok: false, final: true, broken: `${error && error.message}` };
  }
};
