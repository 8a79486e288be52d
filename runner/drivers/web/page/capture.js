// Every field, button and link of the window, and what tells one from another. It says of a page
// what runner/healing/reading.py reads from its HTML; a test compares the two.
const CAPTURE = {
  unread: new Set(["script", "style", "template", "noscript", "head", "option", "svg", "object"]),
  headings: new Set(["h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"]),
  blocks: new Set(("address article aside blockquote body dd details dialog div dl dt fieldset figure footer form " +
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p section table tbody td tfoot th thead tr ul").split(" ")),
  textless: new Set(["select", "textarea"]),
  inputs: new Set("text password number email tel url search date time month week color range file checkbox radio datetime-local".split(" ")),
  roles: {
    button: "button", link: "link", checkbox: "checkbox", switch: "checkbox", radio: "radio", combobox: "select",
    listbox: "listbox", textbox: "text", searchbox: "search", spinbutton: "number", menuitem: "link", tab: "link",
  },
  deepest: 6,
  longest: 200,
  mask: "•••",
};

// As it is kept: one line, without the colon or star behind a label.
function kept(text) {
  const line = text.replace(/[\s\x1c-\x1f\x85]+/g, " ").trim().replace(/[:* ]+$/, "");
  return line.length > CAPTURE.longest ? [...line].slice(0, CAPTURE.longest).join("") : line;
}

// What stays of a link when records and sessions change: its path and the names in its query.
function targetOf(address) {
  const parts = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(address.trim().replace(/[\t\r\n]/g, ""));
  if (!parts) return "";
  const scheme = (parts[1] || "").toLowerCase();
  if (scheme && scheme !== "http" && scheme !== "https") return `${scheme}:`;
  const names = new Set((parts[3] || "").split("&").filter(Boolean).map((pair) => pair.split("=")[0]));
  return (parts[2] || (parts[4] ? "#" : "")) + (names.size ? `?${[...names].sort().join("&")}` : "");
}

function kindOf(element) {
  const tag = element.localName;
  if (tag === "input") {
    const type = (element.getAttribute("type") || "text").toLowerCase();
    if (type === "hidden") return "";
    if (["submit", "reset", "image", "button"].includes(type)) return "button";
    return CAPTURE.inputs.has(type) ? type : "text";
  }
  if (tag === "select") return element.hasAttribute("multiple") ? "listbox" : "select";
  if (tag === "textarea" || tag === "button") return tag;
  const role = (element.getAttribute("role") || "").trim().split(/\s+/)[0];
  if (CAPTURE.roles[role]) return CAPTURE.roles[role];
  if (tag === "a") return element.hasAttribute("href") ? "link" : "";
  if (tag === "summary") return "button";
  return ["", "true"].includes(element.getAttribute("contenteditable")) ? "textarea" : "";
}

// What the page itself says is not shown.
function saidHidden(element) {
  if (element.hasAttribute("hidden") || element.getAttribute("aria-hidden") === "true") return true;
  const style = element.getAttribute("style");
  return style !== null && /display:none|visibility:hidden/.test(style.replaceAll(" ", "").toLowerCase());
}

// Shadow roots and what is put into their slots stand where a person sees them.
function childrenOf(node) {
  if (node.shadowRoot) return node.shadowRoot.childNodes;
  if (node.localName !== "slot" || !node.assignedNodes) return node.childNodes;
  const assigned = node.assignedNodes();
  return assigned.length ? assigned : node.childNodes;
}

const spanOf = (cell) => Math.min(/^\d+$/.test(cell.getAttribute("colspan") || "") ? Number(cell.getAttribute("colspan")) : 1, 50);

// One pass over one document.
class Reader {
  constructor(veiled, found) {
    this.veiled = veiled;
    this.found = found;
    this.first = found.length;
    this.labels = new Map();
    this.heading = "";
    this.form = "";
    this.before = "";
    this.rows = [];
    this.open = [];
    this.shown = [];
  }

  read(doc) {
    this.walk(doc.documentElement, [], false, false);
    this.shown.forEach((one, at) => {
      one.previous = at ? this.shown[at - 1].name : "";
      one.next = at + 1 < this.shown.length ? this.shown[at + 1].name : "";
    });
  }

  walk(node, path, hidden, veil) {
    for (const child of childrenOf(node)) {
      if (child.nodeType === 3) this.said(child.data, veil);
      else if (child.nodeType === 1 && !CAPTURE.unread.has(child.localName)) this.element(child, path, hidden, veil);
    }
  }

  said(data, veil) {
    const text = kept(data);
    if (!text) return;
    this.before = veil ? CAPTURE.mask : text;
    for (const one of this.open) one.after = this.before;
    this.open.length = 0;
    if (this.rows.length) this.rows[this.rows.length - 1].texts.push(this.before);
  }

  element(element, path, hidden, veil) {
    const tag = element.localName;
    const gone = hidden || saidHidden(element);
    const veiled = veil || this.veiled.has(element);
    if (CAPTURE.headings.has(tag)) this.heading = kept(this.textOf(element, veiled)) || this.heading;
    const kind = kindOf(element);
    const at = this.shown.length;
    const own = kind ? this.control(element, { kind, path, gone, veil, veiled }) : null;
    const seen = own && !own.hidden;
    if (CAPTURE.textless.has(tag)) {
      if (seen) this.open.push(own);
      return;
    }
    this.inside(element, tag, path, gone, veiled);
    if (seen && this.shown.length > at) this.open.push(own);
  }

  inside(element, tag, path, gone, veiled) {
    const { form, heading } = this;
    if (tag === "form") this.form = targetOf(element.getAttribute("action") || "");
    const row = this.enterTable(element, tag);
    if (CAPTURE.blocks.has(tag)) this.open.length = 0;
    this.walk(element, [tag, ...path.slice(0, CAPTURE.deepest - 1)], gone, veiled);
    if (CAPTURE.blocks.has(tag)) this.open.length = 0;
    this.leaveTable(tag, row);
    if (tag === "form") this.form = form;
    if (tag === "fieldset") this.heading = heading;
  }

  enterTable(element, tag) {
    if (tag === "table") this.rows.push({ headers: this.headers(element), column: 0, texts: [], controls: [] });
    if (tag !== "tr" || !this.rows.length) return null;
    const row = { headers: this.rows[this.rows.length - 1].headers, column: 0, texts: [], controls: [] };
    this.rows.push(row);
    return row;
  }

  leaveTable(tag, row) {
    if (!this.rows.length) return;
    if (tag === "td" || tag === "th") {
      const row = this.rows[this.rows.length - 1];
      row.column += 1;
      row.headed = row.headed || tag === "th";
    }
    else if (tag === "table") this.rows.pop();
    else if (row) {
      this.rows.pop();
      this.leaveRow(row);
    }
  }

  leaveRow(row) {
    if (row.texts.length && row.controls.length > 1) for (const one of row.controls) one.row = row.texts[0];
    // A headed row with one field is a line of a form: what it says is the label.
    else if (row.texts.length && row.controls.length && row.headed && row.controls[0].column) {
      const only = row.controls[0];
      if (only.name === only.column) only.name = only.before;
      only.column = "";
    }
  }

  // The header of each column, where the table has a row of headers.
  headers(table) {
    for (const row of table.querySelectorAll("tr")) {
      const cells = [...row.children].filter((cell) => cell.localName === "td" || cell.localName === "th");
      const heads = cells.filter((cell) => cell.localName === "th");
      if (heads.length > 1 && heads.length === cells.length) {
        return cells.flatMap((cell) => Array(spanOf(cell)).fill(kept(this.textOf(cell, false))));
      }
      if (cells.length) return [];
    }
    return [];
  }

  control(element, { kind, path, gone, veil, veiled }) {
    const got = (name) => element.getAttribute(name) || "";
    const pressed = kind === "button" || kind === "link";
    const hidden = gone || !visible(element);
    let text = pressed ? kept(this.textOf(element, veiled)) : "";
    if (element.localName === "input" && (pressed || kind === "radio" || kind === "checkbox")) text = kept(got("value"));
    const row = this.rows[this.rows.length - 1];
    const column = row ? row.headers[row.column] || "" : "";
    const own = {
      kind, text, column, hidden,
      name: this.nameOf(element, pressed, text) || (pressed ? "" : column || this.before),
      placeholder: kept(got("placeholder")),
      title: kept(got("title")),
      test_id: got("data-testid") || got("data-test"),
      id: got("id"),
      html_name: got("name"),
      autocomplete: got("autocomplete"),
      href: targetOf(got("href") || got("formaction")),
      form: kind === "link" ? "" : this.form,
      heading: this.heading,
      before: this.before,
      path: path.join(">"),
      disabled: !enabled(element),
    };
    if (veil || (veiled && pressed)) this.veilOver(own);
    this.keep(element, own, row);
    return own;
  }

  veilOver(own) {
    for (const key of ["name", "text", "title"]) if (own[key]) own[key] = CAPTURE.mask;
    own.placeholder = own.test_id = own.id = own.href = "";
  }

  keep(element, own, row) {
    this.found.push({ element, own });
    if (own.hidden) return;
    this.shown.push(own);
    if (row) row.controls.push(own);
  }

  nameOf(element, pressed, text) {
    const root = element.getRootNode();
    const got = (name) => element.getAttribute(name) || "";
    const ids = got("aria-labelledby").split(/\s+/).filter(Boolean);
    const referred = ids.map((id) => root.getElementById && root.getElementById(id)).filter(Boolean);
    const label = kept(referred.map((other) => this.textOf(other, false)).join(" ")) || kept(got("aria-label"));
    if (label) return label;
    if (pressed) {
      const image = element.querySelector("img[alt]");
      return text || (image && kept(image.alt)) || kept(got("title") || got("alt"));
    }
    return this.labelFor(root, got("id")) || this.labelAround(element) || kept(got("title") || got("placeholder"));
  }

  labelFor(root, id) {
    if (!id) return "";
    if (!this.labels.has(root)) {
      const said = new Map();
      for (const label of root.querySelectorAll("label[for]")) {
        if (!said.has(label.htmlFor)) said.set(label.htmlFor, label);
      }
      this.labels.set(root, said);
    }
    const label = this.labels.get(root).get(id);
    return label ? kept(this.textOf(label, false)) : "";
  }

  labelAround(element) {
    let parent = element.parentElement;
    for (let step = 0; parent && step < 4; step += 1, parent = parent.parentElement) {
      if (parent.localName === "label") return kept(this.textOf(parent, false));
    }
    return "";
  }

  // The text of an element without that of the fields in it.
  textOf(element, veiled) {
    const parts = [];
    this.gather(element, veiled || this.veiled.has(element), parts);
    return parts.join(" ");
  }

  gather(node, veil, parts) {
    for (const child of childrenOf(node)) {
      if (child.nodeType === 3) parts.push(veil && child.data.trim() ? CAPTURE.mask : child.data);
      else if (child.nodeType === 1 && !CAPTURE.unread.has(child.localName) && !CAPTURE.textless.has(child.localName) && !saidHidden(child)) {
        this.gather(child, veil || this.veiled.has(child), parts);
      }
    }
  }
}

// What is personal or secret on the screens that are shown: its text is never taken.
function veiledElements(screens) {
  const veiled = new Set();
  for (const screen of screens) {
    const place = shows(screen);
    if (place.why) continue;
    for (const plan of screen.masked) {
      place.finder.wantsText = plan.kind === "text";
      for (const locator of plan.locators) for (const element of place.finder.find(locator)) veiled.add(element);
    }
    for (const cell of personalCells(place, screen)) veiled.add(cell);
  }
  return veiled;
}

function* personalCells(place, screen) {
  for (const plan of Object.values(screen.tables)) {
    const grid = plan.personal.length && place.finder.grid(plan);
    if (!grid) continue;
    for (const row of grid.rows) for (const name of plan.personal) if (row.cells[name]) yield row.cells[name];
  }
}

// The shortest way to name a frame that no other frame beside it has.
function wayTo(win) {
  const way = [];
  for (let inner = win; inner !== window; inner = inner.parent) {
    const beside = framesOf(inner.parent).filter((one) => one.win.parent === inner.parent);
    way.unshift(frameStep(beside.find((one) => one.win === inner), beside));
  }
  return way;
}

function frameStep(mine, beside) {
  const { element, win } = mine;
  const alone = (fits) => beside.filter(fits).length === 1;
  for (const name of [win.name, element.name, element.id].filter(Boolean)) {
    if (alone((one) => [one.win.name, one.element.name, one.element.id].includes(name))) return { by: "name", text: name };
  }
  const path = win.location.pathname;
  if (path !== "/" && alone((one) => one.win.location.href.includes(path))) return { by: "url", text: path };
  const same = [...element.parentElement.children].filter((other) => other.localName === element.localName);
  return { by: "css", text: `${element.localName}:nth-of-type(${same.indexOf(element) + 1})` };
}

let captured = [];

// Numbers stay those of the last capture, as long as the page is the same.
function capturedElement(handle) {
  const one = captured[handle];
  return one && one.isConnected ? one : null;
}

function boxOf(element, at) {
  const box = element.getBoundingClientRect();
  return [box.left + at.x, box.top + at.y, box.width, box.height].map(Math.round);
}

const choicesOf = (element) => [...element.options].map((option) => squeeze(option.label)).filter(Boolean);

function entryOf({ element, own }, { number, at, choices }) {
  const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value));
  const entry = { control: said, frame: number, box: boxOf(element, at) };
  if (element.matches("input,textarea") && element.readOnly) entry.readonly = true;
  if (element.required) entry.required = true;
  if (choices && element.localName === "select") entry.choices = choicesOf(element).slice(0, choices);
  return entry;
}

function captureDocument({ win, doc }, number, request, veiled) {
  const found = [];
  if (doc.documentElement) new Reader(veiled, found).read(doc);
  const at = offset(win);
  captured.push(...found.map(({ element }) => element));
  return found.map((one) => entryOf(one, { number, at, choices: request.choices || 0 }));
}

function capture(request) {
  const veiled = veiledElements(request.masks || []);
  const docs = allDocs();
  captured = [];
  const controls = docs.flatMap((one, number) => captureDocument(one, number, request, veiled));
  const frames = docs.map(({ win, doc }) => ({ way: wayTo(win), title: doc.title, address: win.location.href }));
  const handles = new Map(captured.map((element, handle) => [element, handle]));
  const place = request.screen ? shows(request.screen) : null;
  const shown = place && !place.why ? docs.findIndex(({ doc }) => doc === place.doc) : -1;
  const found = request.screen ? locatedHandles(request, handles) : {};
  // A text goes to the driver several times faster than a list of objects.
  return { ok: true, controls: JSON.stringify(controls), frames, found, shown, width: innerWidth, height: innerHeight };
}

// A locator that is no CSS or no XPath finds nothing; of the others the page is still told.
function locatedOrNot(finder, plan) {
  try { return locate(finder, plan); } catch { return {}; }
}

// Which of the controls the elements of a screen are, as their locators find them now.
function locatedHandles(request, handles) {
  const found = {};
  const place = shows(request.screen);
  if (place.why) return found;
  for (const plan of request.elements || []) {
    const one = locatedOrNot(place.finder, plan);
    const handle = one.element ? handles.get(one.element) : undefined;
    if (handle !== undefined) found[plan.name] = { handle, locator: one.index };
  }
  return found;
}
