// Finding elements: every locator gives the list of what it matches, visible or not.
const ROLES = {
  button: "button,input[type=button],input[type=submit],input[type=reset],input[type=image],summary",
  link: "a[href],area[href]",
  textbox: "input:not([type]),input[type=text],input[type=email],input[type=tel],input[type=url],input[type=password],input[type=search],textarea,[contenteditable='']," + "[contenteditable=true]",
  searchbox: "input[type=search]",
  spinbutton: "input[type=number]",
  slider: "input[type=range]",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  combobox: "select:not([multiple]):not([size]),select[size='1'],input[list]",
  listbox: "select[multiple],select[size]:not([size='1']),datalist",
  option: "option",
  heading: "h1,h2,h3,h4,h5,h6",
  img: "img",
  table: "table",
  row: "tr",
  cell: "td",
  columnheader: "th",
  list: "ul,ol,menu",
  listitem: "li",
  form: "form",
  group: "fieldset,details,optgroup",
  dialog: "dialog",
  navigation: "nav",
  main: "main",
  banner: "header",
  contentinfo: "footer",
  region: "section",
  article: "article",
  status: "output",
  progressbar: "progress",
};

const LABELLED = "input:not([type=hidden]),select,textarea,output,progress,meter,fieldset,[contenteditable],[aria-label],[aria-labelledby]";
const PRESSABLE = "input:not([type=hidden]),select,textarea,button,a[href],[contenteditable=''],[contenteditable=true],[role=button],[role=link],[role=checkbox],[role=textbox],[role=combobox]";

const LONGEST_INDEXED = 300;

class Finder {
  constructor(doc, screen) {
    this.doc = doc;
    this.screen = screen;
  }

  roots(scope) {
    if (scope) return [scope];
    if (!this.all) {
      this.all = [this.doc];
      for (let index = 0; index < this.all.length; index++) {
        for (const element of this.all[index].querySelectorAll("*")) {
          if (element.shadowRoot) this.all.push(element.shadowRoot);
        }
      }
    }
    return this.all;
  }

  query(css, scope) {
    return this.roots(scope).flatMap((root) => [...root.querySelectorAll(css)]);
  }

  find(locator, outer) {
    let scope = outer;
    if (locator.within) {
      const sections = this.find(locator.within, outer).filter(visible);
      if (sections.length !== 1) return [];
      scope = sections[0];
    }
    return this[`by_${locator.by}`](locator, scope);
  }

  by_role(locator, scope) {
    const own = ROLES[locator.text];
    const css = `[role=${CSS.escape(locator.text)}]${own ? "," + own : ""}`;
    const says = locator.name === undefined ? () => true : comparer(locator.name, locator.exact, asLabel);
    return this.query(css, scope).filter((element) => {
      const role = element.getAttribute("role");
      return (!role || role.split(" ")[0] === locator.text) && says(accessibleName(element));
    });
  }

  by_label(locator, scope) {
    const says = comparer(locator.text, locator.exact, asLabel);
    const met = this.query(LABELLED, scope).filter((element) => says(labelText(element)));
    return met.flatMap((element) => {
      if (element.localName !== "fieldset" && element.getAttribute("role") !== "radiogroup") return [element];
      return [...element.querySelectorAll("input[type=radio]")];
    });
  }

  by_heading(locator, scope) {
    const says = comparer(locator.text, locator.exact, asLabel);
    return this.query("h1,h2,h3,h4,h5,h6,[role=heading],legend,caption", scope).filter((element) => says(ownText(element)));
  }

  attribute(name, locator, scope) {
    const says = comparer(locator.text, locator.exact);
    return this.query(`[${name}]`, scope).filter((element) => says(element.getAttribute(name)));
  }

  by_placeholder(locator, scope) { return this.attribute("placeholder", locator, scope); }
  by_title(locator, scope) { return this.attribute("title", locator, scope); }
  by_alt(locator, scope) { return this.attribute("alt", locator, scope); }
  by_test_id(locator, scope) { return this.query(`[data-testid=${CSS.escape(locator.text)}]`, scope); }
  by_name(locator, scope) { return this.query(`[name=${CSS.escape(locator.text)}]`, scope); }
  by_css(locator, scope) { return this.query(locator.text, scope); }

  by_xpath(locator, scope) {
    const found = this.doc.evaluate(locator.text, scope || this.doc, null, 7, null);
    const elements = [];
    for (let index = 0; index < found.snapshotLength; index++) elements.push(found.snapshotItem(index));
    return elements.filter((node) => node.nodeType === 1);
  }

  by_text(locator, scope) {
    return this.texts(locator.text, locator.exact, scope, squeeze);
  }

  // Every short text of the page, once a call: most screens are asked for many labels.
  index(read) {
    const kept = (this.indexes ||= new Map());
    if (!kept.has(read)) {
      const said = new Map();
      for (const element of this.query("*")) {
        if (UNREAD.has(element.localName) || element.textContent.length > LONGEST_INDEXED) continue;
        const button = isButton(element) && element.localName === "input";
        const text = read(button ? element.value : ownText(element));
        if (text) said.set(text, [...(said.get(text) || []), element]);
      }
      kept.set(read, said);
    }
    return kept.get(read);
  }

  // The innermost elements that say the text.
  texts(text, exact, scope, read) {
    if (exact !== false && text.length < LONGEST_INDEXED / 2) {
      const all = this.index(read).get(read(text)) || [];
      const inside = scope ? all.filter((element) => element !== scope && within(element, scope)) : all;
      return inside.filter((element) => !inside.some((other) => other !== element && element.contains(other)));
    }
    const says = comparer(text, exact, read);
    const holds = comparer(text, false, read);
    const found = [];
    const walk = (element) => {
      if (UNREAD.has(element.localName)) return false;
      if (isButton(element) && element.localName === "input") {
        if (says(element.value)) found.push(element);
        return says(element.value);
      }
      if (!holds(element.textContent) && !element.querySelector("input[type=button],input[type=submit]")) return false;
      let inside = false;
      for (const child of element.children) inside = walk(child) || inside;
      if (!inside && says(ownText(element))) {
        found.push(element);
        return true;
      }
      return inside;
    };
    for (const root of this.roots(scope)) {
      for (const child of root.nodeType === 9 ? [root.body || root.documentElement] : root.children) walk(child);
    }
    return found;
  }

  by_right_of(locator, scope) { return this.beside(locator, scope, "right"); }
  by_left_of(locator, scope) { return this.beside(locator, scope, "left"); }
  by_below(locator, scope) { return this.beside(locator, scope, "below"); }
  by_above(locator, scope) { return this.beside(locator, scope, "above"); }

  beside(locator, scope, side) {
    const anchors = this.texts(locator.text, locator.exact, scope, asLabel).filter(visible);
    if (anchors.length !== 1) return anchors.length ? new Unclear(anchors.length) : [];
    const cell = anchors[0].closest("td,th,dt,dd");
    const next = cell && this.cellBeside(cell, side);
    if (next) return this.inCell(next);
    return nearest(anchors[0], this.query(PRESSABLE, scope).filter(visible), side);
  }

  cellBeside(cell, side) {
    if (side === "right" || side === "left") {
      let other = cell;
      do other = side === "right" ? other.nextElementSibling : other.previousElementSibling;
      while (other && isSpacer(other));
      return other;
    }
    const row = cell.closest("tr");
    const rows = row ? [...row.closest("table").rows] : [];
    const there = rows[rows.indexOf(row) + (side === "below" ? 1 : -1)];
    return there ? [...there.cells].find((other) => columnOf(other) === columnOf(cell)) : null;
  }

  inCell(cell) {
    const controls = [...cell.querySelectorAll(PRESSABLE)].filter((element) => element.localName !== "a" && visible(element));
    if (this.wantsText || !controls.length) return [cell];
    const fields = controls.filter((element) => !isButton(element));
    return fields.length ? fields : controls;
  }

  by_cell(locator, scope) {
    const table = this.screen.tables[locator.table];
    const grid = this.grid(table, scope);
    if (!grid) return [];
    const rows = grid.withKey(locator.key, locator.row);
    return rows.flatMap((row) => (row.cells[locator.column] ? this.inCell(row.cells[locator.column]) : []));
  }

  grid(table, scope) {
    for (const locator of table.locators) {
      const found = this.find(locator, scope).filter(visible);
      if (found.length === 1) return new Grid(found[0], table.columns);
    }
    return null;
  }
}

class Unclear extends Array {
  constructor(count) {
    super();
    this.anchors = count;
  }

  static get [Symbol.species]() { return Array; }
}

// A cell that only keeps others apart. A wide empty one is a value that is empty.
const SPACER_WIDTH = 24;
const isSpacer = (cell) =>
  cell.offsetWidth < SPACER_WIDTH && !cell.querySelector(PRESSABLE) && !squeeze(cell.textContent);

const columnOf = (cell) => {
  let column = 0;
  for (let other = cell.previousElementSibling; other; other = other.previousElementSibling) column += other.colSpan || 1;
  return column;
};

// The control that stands nearest on one side of a text, in the same line or column.
function nearest(anchor, elements, side) {
  const from = anchor.getBoundingClientRect();
  const across = side === "right" || side === "left";
  const measured = [];
  for (const element of elements) {
    if (element === anchor || element.contains(anchor) || anchor.contains(element)) continue;
    const box = element.getBoundingClientRect();
    const shared = across
      ? Math.min(from.bottom, box.bottom) - Math.max(from.top, box.top)
      : Math.min(from.right, box.right) - Math.max(from.left, box.left);
    const gap = { right: box.left - from.right, left: from.left - box.right, below: box.top - from.bottom, above: from.top - box.bottom }[side];
    if (shared > 2 && gap > -3) measured.push([gap, element]);
  }
  const least = Math.min(...measured.map(([gap]) => gap));
  return measured.filter(([gap]) => gap - least < 2).map(([, element]) => element);
}
