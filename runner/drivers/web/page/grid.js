// A table as rows of named columns.
class Grid {
  constructor(element, columns) {
    this.element = element;
    this.lines = this.read(element);
    const top = this.lines.findIndex((cells) => this.places(cells, columns, true));
    this.missing = [];
    this.at = {};
    if (top < 0) {
      this.missing = this.unknown(columns);
      this.body = [];
      return;
    }
    this.places(this.lines[top], columns, false);
    this.headed = new Set(this.lines[top]).size;
    this.body = this.lines.slice(top + 1);
  }

  get rows() {
    return this.body.map((cells) => this.row(cells)).filter(Boolean);
  }

  // Only the rows that can be meant are read as a whole.
  withKey(column, key) {
    const wanted = squeeze(key);
    const near = this.body.filter((cells) => cells[this.at[column]] && squeeze(cells[this.at[column]].textContent).includes(wanted));
    const typed = this.body.filter((cells) => cells[this.at[column]] && cells[this.at[column]].querySelector("input,select"));
    const rows = [...new Set([...near, ...typed])].map((cells) => this.row(cells)).filter(Boolean);
    return rows.filter((row) => squeeze(row.values[column]) === wanted);
  }

  read(element) {
    const rows = element.localName === "table" ? [...element.rows] : [...element.querySelectorAll("[role=row],tr")];
    return rows.map((row) => {
      const cells = row.cells ? [...row.cells] : [...row.querySelectorAll("[role=cell],[role=gridcell],[role=columnheader],[role=rowheader]")];
      return cells.flatMap((cell) => Array(Math.max(1, cell.colSpan || 1)).fill(cell));
    });
  }

  places(cells, columns, only) {
    const heads = cells.map((cell) => asLabel(ownText(cell)));
    const found = Object.entries(columns).map(([name, text]) => [name, heads.indexOf(asLabel(text))]);
    if (!only) for (const [name, index] of found) this.at[name] = index;
    return found.every(([, index]) => index >= 0);
  }

  unknown(columns) {
    const heads = new Set(this.lines.flat().map((cell) => asLabel(ownText(cell))));
    return Object.values(columns).filter((text) => !heads.has(asLabel(text)));
  }

  row(cells) {
    const width = Math.max(...Object.values(this.at));
    if (cells.length <= width || (this.headed > 1 && new Set(cells).size === 1) || !visible(cells[0].parentElement)) return null;
    const picked = {};
    const values = {};
    for (const [name, index] of Object.entries(this.at)) {
      picked[name] = cells[index];
      const control = cells[index].querySelector("input:not([type=hidden]):not([type=button]):not([type=submit]),select,textarea");
      values[name] = control ? reading(control) : squeeze(ownText(cells[index]));
    }
    return { cells: picked, values, element: cells[0].closest("tr,[role=row]") };
  }
}
