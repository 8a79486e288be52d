// What each locator of a screen matches now, whether the one before it did or not.
function counted(finder, locator, scope, seen) {
  const began = performance.now();
  let all = [];
  let broken;
  try {
    all = [...new Set(finder.find(locator, scope))];
  } catch (error) {
    broken = String(error && error.message).split("\n")[0];
  }
  const shown = all.filter((element) => seen(element) || isFile(element));
  const ms = Math.round((performance.now() - began) * 100) / 100;
  const one = broken ? null : single(shown);
  return { found: one ? 1 : shown.length, hidden: all.length - shown.length, ms, broken, one };
}

function countedAll(finder, plan, scope) {
  finder.wantsText = plan.kind === "text";
  const seen = plan.kind === "file" ? () => true : visible;
  return plan.locators.map((locator) => counted(finder, locator, scope, seen));
}

const toldOf = (counts) => counts.map(({ found, hidden, ms, broken, one }) => ({ found, hidden, ms, broken, one: Boolean(one) }));

// An element in rows is looked for in each of them.
function countedInRows(finder, plan) {
  const grid = finder.grid(finder.screen.tables[plan.rows]);
  const rows = grid ? grid.rows.map((row) => row.element) : [];
  const told = { rows: rows.length, counts: [] };
  for (const row of rows) {
    for (const [at, one] of countedAll(finder, plan, row).entries()) {
      const sum = (told.counts[at] ||= { found: 0, hidden: 0, ms: 0, rows: 0 });
      sum.found += one.found;
      sum.hidden += one.hidden;
      sum.ms += one.ms;
      sum.rows += one.one ? 1 : 0;
      if (one.broken) sum.broken = one.broken;
    }
  }
  for (const sum of told.counts) sum.one = sum.rows === rows.length;
  return told;
}

function countedElement(finder, plan) {
  if (plan.rows) return countedInRows(finder, plan);
  return { counts: toldOf(countedAll(finder, plan)) };
}

function countedTable(finder, plan) {
  const told = { counts: toldOf(countedAll(finder, plan)) };
  const grid = finder.grid(plan);
  if (!grid) return told;
  told.missing = grid.missing;
  if (grid.missing.length) return told;
  const rows = grid.rows;
  told.rows = rows.length;
  if (plan.key) told.keys = new Set(rows.map((row) => row.values[plan.key])).size;
  return told;
}

const satisfied = (told, optional) => optional || told.rows === 0 || told.counts.some((one) => one.one);

// A screen that is not recognised may be looked at all the same, to see what of it is left.
function placeOf(request) {
  if (!request.anyway) return onScreen(request);
  const place = open(request.screen.frame);
  if (place.why) return { place: null, outcome: { ok: false, absent: place.why, leaving: place.leaving } };
  place.finder = new Finder(place.doc, request.screen);
  return { place, outcome: null };
}

async function count(request) {
  return until(request, () => {
    const { place, outcome } = placeOf(request);
    if (outcome) return outcome;
    const busy = request.anyway ? null : busyIn(place, request);
    if (busy) return { ok: false, absent: busy };
    const elements = request.elements.map((plan) => countedElement(place.finder, plan));
    const tables = request.tables.map((plan) => countedTable(place.finder, plan));
    const shown = request.screen.shown.map((locator) => toldOf([counted(place.finder, locator, null, visible)])[0]);
    const ok = elements.every((told, at) => satisfied(told, request.elements[at].optional)) && tables.every((told) => satisfied(told) && told.missing && !told.missing.length);
    return { ok, elements, tables, shown };
  });
}

// Screens in frames that still load are not shown yet, and would be taken for missing.
const loaded = (request) => until(request, () => ({ ok: allDocs().every(({ doc }) => doc.readyState === "complete") }));

Object.assign(CALLS, { count, loaded });
