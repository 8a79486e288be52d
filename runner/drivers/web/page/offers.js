// What is known of one thing that a person pointed at, said all at once: the page may be gone
// a moment later.
const setup = (globalThis.deskhandSetup ||= { screens: [], elements: {}, masks: [] });

const SECTION = "fieldset";

// Every locator that may be suggested for a control; suggesting.py says which of them are good.
function offersOf(element, own, row) {
  const offers = [];
  const add = (by, text, more) => { if (text) offers.push({ by, text, ...more }); };
  const pressed = own.kind === "button" || own.kind === "link";
  add("test_id", own.test_id);
  if (pressed) add("role", own.name && own.kind, { name: own.name });
  if (pressed) add("text", own.text);
  else for (const text of new Set([own.name, own.heading])) add("label", text);
  add("placeholder", own.placeholder);
  add("title", own.title);
  for (const text of new Set([own.before, own.name])) for (const by of ["right_of", "below"]) add(by, text);
  add("name", own.html_name);
  if (own.id) add("css", idSelector(own.id));
  add("css", row ? cssInRow(element, row) : cssPath(element));
  return offers.flatMap((offer) => [offer, ...narrowed(element, own, offer)]);
}

function narrowed(element, own, offer) {
  if (!own.heading || !["label", "role", "placeholder"].includes(offer.by) || !element.closest(SECTION)) return [];
  return [{ ...offer, within: { by: "role", text: "group", name: own.heading } }];
}

const idSelector = (id) => (/^[A-Za-z_][\w-]*$/.test(id) ? `#${id}` : `[id="${id.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"]`);

// The shortest chain of tags that only this element has, from a form or section with a name.
function cssPath(element) {
  const root = element.getRootNode();
  let path = "";
  for (let node = element; node && node.localName; node = node.parentElement) {
    const step = stepOf(node);
    path = path ? `${step} > ${path}` : step;
    const found = root.querySelectorAll(path);
    if (found.length === 1 && found[0] === element) return path;
  }
  return path;
}

// The same in each row of its table.
function cssInRow(element, row) {
  const cell = element.closest("td,th");
  const column = cell && cell !== element ? `${stepOf(cell)} ` : "";
  const paths = [element === cell ? stepOf(element) : element.localName, `${column}${element.localName}`, `${column}${stepOf(element)}`];
  return paths.find((path) => row.querySelectorAll(path).length === 1) || "";
}

function stepOf(node) {
  if (node.localName === "form" && node.getAttribute("name")) return `form[name="${CSS.escape(node.getAttribute("name"))}"]`;
  const same = node.parentElement ? [...node.parentElement.children].filter((other) => other.localName === node.localName) : [];
  return same.length > 1 ? `${node.localName}:nth-of-type(${same.indexOf(node) + 1})` : node.localName;
}

// The driver's own finder, for many questions about a page that stands still: what a whole pass
// over the page is needed for is kept.
class PatientFinder extends Finder {
  kept(about, elements, read) {
    const all = (this.passes ||= new Map());
    if (!all.has(about)) {
      const said = new Map();
      for (const element of elements()) {
        const text = read(element);
        said.set(text, [...(said.get(text) || []), element]);
      }
      all.set(about, said);
    }
    return all.get(about);
  }

  by_label(locator, scope) {
    if (scope) return super.by_label(locator, scope);
    const said = this.kept("label", () => this.query(LABELLED), (element) => asLabel(labelText(element)));
    const met = said.get(asLabel(locator.text)) || [];
    return met.flatMap((element) => (element.matches("fieldset,[role=radiogroup]") ? [...element.querySelectorAll("input[type=radio]")] : [element]));
  }

  by_role(locator, scope) {
    if (scope || locator.name === undefined) return super.by_role(locator, scope);
    const said = this.kept(`role ${locator.text}`, () => super.by_role({ text: locator.text }), (element) => asLabel(accessibleName(element)));
    return said.get(asLabel(locator.name)) || [];
  }

  attribute(name, locator, scope) {
    if (scope) return super.attribute(name, locator, scope);
    const said = this.kept(`attribute ${name}`, () => this.query(`[${name}]`), (element) => squeeze(element.getAttribute(name)));
    return said.get(squeeze(locator.text)) || [];
  }

  query(css, scope) {
    if (scope || css !== PRESSABLE) return super.query(css, scope);
    return (this.pressable ||= super.query(css).filter(visible));
  }
}

// How many the driver itself finds by a locator, and whether it is this one.
function proof(finder, element, offer, scope) {
  finder.wantsText = false;
  const found = [...new Set(finder.find(offer, scope))].filter((one) => visible(one) || isFile(one));
  const one = single(found);
  const mine = Boolean(one && (one.element === element || (one.radios && one.radios.includes(element))));
  return { ...offer, found: one ? 1 : found.length, mine };
}

const proofsOf = (finder, element, own, scope) => offersOf(element, own, scope).map((offer) => proof(finder, element, offer, scope));

// The screens that are shown where the element stands, and what they call it.
function knownAs(element) {
  const here = [];
  const known = [];
  const tables = [];
  for (const plan of setup.screens) {
    const place = shows(plan);
    if (place.why || place.doc !== element.ownerDocument) continue;
    here.push(plan.name);
    const inTables = tablesAround(place, plan, element);
    tables.push(...inTables.map(({ name, key }) => ({ screen: plan.name, table: name, key })));
    for (const one of setup.elements[plan.name] || []) {
      const row = one.row_of && inTables.find(({ name }) => name === one.row_of);
      if (one.row_of && !row) continue;
      const found = resolve(place.finder, one, row ? row.element : undefined);
      if (found.element !== element && !(found.radios && found.radios.includes(element))) continue;
      known.push({ screen: plan.name, element: one.name, key: row ? row.key : "", row_of: one.row_of || "" });
    }
  }
  return { here, known, tables };
}

function tablesAround(place, plan, element) {
  const around = [];
  for (const table of Object.values(plan.tables)) {
    const grid = place.finder.grid(table);
    if (!grid || !within(element, grid.element)) continue;
    const row = grid.rows.find((one) => within(element, one.element));
    around.push({ name: table.name, key: row && table.key ? row.values[table.key] : "", element: row && row.element });
  }
  return around.filter((one) => one.element);
}

const HEADS = "h1,h2,h3,h4,h5,h6,[role=heading],legend,caption";

// What a new screen could be recognised by: its headings, those of its own first, then its buttons.
function marksOf(doc) {
  const finder = new Finder(doc, { tables: {} });
  const parts = doc.title.split(/\s+[-|·–—:]\s+|\s*[|»]\s*/).map(asLabel).filter(Boolean);
  const marks = [];
  for (const head of finder.query(HEADS)) {
    const text = asLabel(ownText(head));
    if (text && text.length <= 80 && visible(head)) marks.push({ by: "heading", text, own: ownness(head, text, parts) });
  }
  marks.sort((one, other) => other.own - one.own);
  for (const button of finder.query(ROLES.button)) {
    const name = asLabel(accessibleName(button));
    if (/\p{L}/u.test(name) && name.length <= 40 && visible(button)) marks.push({ by: "role", text: "button", name });
  }
  for (const mark of marks) delete mark.own;
  const unlike = new Map(marks.map((mark) => [JSON.stringify(mark), mark]));
  return [...unlike.values()].slice(0, 12);
}

const EVERYWHERE = "header,nav,aside,footer,[role=banner],[role=navigation],[id*=header i],[class*=header i],[class*=navbar i],[class*=sidebar i],[class*=brand i],[class*=menu i],[id*=menu i],[id*=sidebar i]";
const INSIDE = "main,[role=main],form,article,[id*=content i],[class*=content i]";

// How likely a heading is this screen's own, and not the application's name on every page.
function ownness(head, text, parts) {
  let own = 0;
  if (parts.length > 1 && text === parts[parts.length - 1]) own -= 3;
  if (parts.length && text === parts[0]) own += parts.length > 1 ? 3 : 1;
  if (head.closest(EVERYWHERE)) own -= 1;
  if (head.closest("nav,aside,footer,[role=navigation],[class*=navbar i],[class*=sidebar i],[class*=brand i]")) own -= 2;
  if (head.closest(INSIDE)) own += 1;
  // A number names one record, and no screen.
  if (/\d/.test(text)) own -= 4;
  return own;
}

// A table of data with a row of headers, as opposed to one that only lays a form out.
function tableOf(element) {
  for (let node = element; node; node = above(node)) {
    if (!node.matches || !node.matches("table,[role=table],[role=grid]")) continue;
    const head = headOf(node);
    if (head) return { element: node, head };
  }
  return null;
}

function headOf(table) {
  const rows = table.localName === "table" ? [...table.rows] : [...table.querySelectorAll("[role=row],tr")];
  for (const row of rows) {
    const cells = row.cells ? [...row.cells] : [...row.querySelectorAll("[role=cell],[role=gridcell],[role=columnheader]")];
    const heads = cells.filter((cell) => cell.localName === "th" || cell.getAttribute("role") === "columnheader");
    if (heads.length && heads.length === cells.length) return cells.map((cell) => asLabel(ownText(cell)));
  }
  return null;
}

function factsOfTable({ element, head }, inside) {
  const finder = new Finder(element.ownerDocument, { tables: {} });
  const caption = element.caption ? asLabel(ownText(element.caption)) : element.getAttribute("aria-label") || "";
  const offers = caption ? [{ by: "role", text: "table", name: caption }] : [];
  if (element.id) offers.push({ by: "css", text: idSelector(element.id) });
  for (const name of element.classList) offers.push({ by: "css", text: `${element.localName}.${CSS.escape(name)}` });
  offers.push({ by: "css", text: cssPath(element) });
  const rows = new Grid(element, Object.fromEntries(head.filter(Boolean).map((text, at) => [at, text]))).rows;
  const next = finder.query("a[href],button").find((one) => NEXT.test(asLabel(accessibleName(one))) && visible(one));
  return {
    head,
    caption,
    rows: rows.length,
    row: rowTexts(rows, head, inside),
    filled: head.filter(Boolean).map((_, at) => new Set(rows.map((row) => row.values[at])).size),
    proofs: offers.map((offer) => proof(finder, element, offer)),
    next: next ? { by: "role", text: kindOf(next), name: asLabel(accessibleName(next)) } : null,
  };
}

function rowTexts(rows, head, inside) {
  const mine = rows.find((row) => within(inside, row.element));
  return mine ? head.filter(Boolean).map((_, at) => mine.values[at]) : [];
}

const NEXT = /^(next( page)?|weiter|nächste( seite)?|suivant|siguiente|seguente|volgende|επόμεν\S*|вперёд|далее|следующая|下一页|次へ|다음)\s*[›»>→]?$|^[›»→]$/i;

// One control, whole: what it is, how it may be found, which screen it is on.
function pickedOf(element) {
  const seen = capture({ masks: setup.masks, choices: 40 });
  return { ...seen, ...standingOf(element, JSON.parse(seen.controls)) };
}

function standingOf(element, entries) {
  const doc = element.ownerDocument;
  const handle = captured.indexOf(element);
  const own = handle >= 0 ? { ...BLANK, ...entries[handle].control } : { ...BLANK, ...plainOwn(element) };
  const known = knownAs(element);
  const row = element.closest("tr,[role=row]");
  const finder = new PatientFinder(doc, { tables: {} });
  const table = tableOf(element);
  return {
    handle,
    own,
    frame: allDocs().findIndex((one) => one.doc === doc),
    popup: Boolean(window.opener),
    title: document.title,
    proofs: proofsOf(finder, element, own),
    in_row: table && row ? proofsOf(finder, element, own, row).filter((one) => one.mine) : [],
    table: table ? factsOfTable(table, element) : null,
    born: doc.defaultView.performance.timeOrigin,
    marks: marksOf(doc),
    fields: groupOf(element).length,
    ...known,
  };
}

const BLANK = { kind: "", name: "", text: "", placeholder: "", title: "", test_id: "", id: "", html_name: "", heading: "", before: "" };

// A text that is read: what stands before it is its label; what it says is never taken.
function plainOwn(element) {
  const before = textBefore(element);
  return { kind: "output", name: before, before, id: element.id, title: element.title, test_id: element.dataset ? element.dataset.testid || "" : "" };
}

function textBefore(element) {
  const cell = element.closest("td,dd");
  let other = cell && cell.previousElementSibling;
  while (other && isSpacer(other)) other = other.previousElementSibling;
  if (other && !other.querySelector(PRESSABLE)) return asLabel(ownText(other));
  for (let node = element.previousSibling; node; node = node.previousSibling) {
    const text = asLabel(ownText(node));
    if (text) return text.length <= 80 ? text : "";
  }
  return "";
}

// The fields and buttons of the form that an element stands in, or of the nearest section.
function groupOf(element) {
  const around = element.form || element.closest("form,fieldset,[role=form],dialog,[role=dialog]") || element.closest("table,section,main") || element.ownerDocument.body;
  const fields = captured.filter((one) => (one.form === around || within(one, around)) && (visible(one) || isFile(one)) && kindOf(one) !== "link");
  const met = new Set();
  return fields.filter((one) => {
    if (TYPE(one) !== "radio" || !one.name) return true;
    return !met.has(one.name) && met.add(one.name);
  });
}

function formOf(element) {
  const seen = capture({ masks: setup.masks, choices: 40 });
  const entries = JSON.parse(seen.controls);
  const finder = new PatientFinder(element.ownerDocument, { tables: {} });
  const group = groupOf(element);
  const members = group.slice(0, MOST_MEMBERS).map((one) => {
    const handle = captured.indexOf(one);
    const own = { ...BLANK, ...entries[handle].control };
    return { handle, own, proofs: proofsOf(finder, one, own), known: knownAs(one).known };
  });
  return { ...seen, ...standingOf(element, entries), members, left_out: Math.max(0, group.length - MOST_MEMBERS) };
}

// More than anybody reads through in one go.
const MOST_MEMBERS = 200;
