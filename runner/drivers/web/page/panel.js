// The panel: drawn from what the program says, in a closed shadow root above everything else.
const h = (tag, props = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    // As a property: a page's security policy forbids what stands in an attribute.
    if (key === "style") made.style.cssText = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
};

const KEPT_INSIDE = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "keydown", "keyup", "keypress", "input", "change", "focusin", "focusout", "submit", "contextmenu", "paste", "wheel", "mousemove", "mouseover", "mouseout"];

function makeHost() {
  const host = document.createElement("deskhand-inspector");
  const shadow = host.attachShadow({ mode: "closed" });
  const style = new CSSStyleSheet();
  style.replaceSync(PANEL_STYLE);
  shadow.adoptedStyleSheets = [style];
  const glass = h("div", {
    class: "glass",
    hidden: true,
    onmousemove: (event) => pointAt(hit(event)),
    onmouseleave: () => pointAt(null),
    onclick: (event) => pick(hit(event)),
    oncontextmenu: (event) => event.preventDefault(),
  });
  glass.addEventListener("wheel", (event) => { event.preventDefault(); scrollBeneath(event); }, { passive: false });
  const marks = h("div");
  const panel = h("section", { class: "panel", role: "dialog", "aria-label": "Deskhand", onkeydown: panelKey });
  const all = h("div", { class: "all" }, glass, marks, panel);
  for (const type of KEPT_INSIDE) all.addEventListener(type, (event) => event.stopPropagation());
  shadow.append(all);
  Object.assign(pointing, { host, shadow, glass, marks, panel });
  pointing.typing = () => document.activeElement === host && Boolean(shadow.activeElement && shadow.activeElement.matches("input,select"));
}

const hit = (event) => {
  const found = beneath(event.clientX, event.clientY);
  return found && !["html", "body", "frameset", "frame", "iframe"].includes(found.localName) ? meant(found) : null;
};

// The page's own rules, even those for every element, must not move or hide it.
const HOST_STYLE = Object.entries({
  display: "block", position: "fixed", inset: "0", width: "100vw", height: "100vh", "max-width": "none", "max-height": "none",
  margin: "0", padding: "0", border: "0", background: "transparent", overflow: "visible", "pointer-events": "none",
  visibility: "visible", opacity: "1", transform: "none", filter: "none", zoom: "1",
}).map(([name, value]) => `${name}: ${value} !important`).join("; ");

// A modal dialog makes all that lies outside of it dead; the panel moves into it for a while.
function ensureHost() {
  if (pointing.mode === "off") return;
  if (!pointing.host) makeHost();
  const modals = document.querySelectorAll("dialog:modal");
  const home = modals.length ? modals[modals.length - 1] : document.documentElement;
  const { host } = pointing;
  if (host.parentNode !== home || !host.matches(":popover-open")) {
    host.popover = "manual";
    host.style.cssText = HOST_STYLE;
    home.append(host);
    host.showPopover();
    setMode(pointing.mode);
    pointing.panel.hidden = !pointing.view;
    if (pointing.view) show(pointing.view);
  }
  drawMarks();
}

function drawMarks() {
  const { marks, at, picked, view } = pointing;
  if (!marks) return;
  const boxes = [];
  const add = (element, kind, said) => { if (element && element.isConnected) boxes.push([placeOf(element), kind, said]); };
  if (view && view.is !== "pointing") for (const one of pointing.marked) add(one, "picked", "");
  if (view && !["pointing", "recording"].includes(view.is)) add(picked, "picked", "");
  const spoken = at === picked && view && view.is !== "pointing";
  if (at && !spoken && pointing.mode === "pointing") add(at, pointing.reading ? "read" : "", saidOf(at));
  const drawn = JSON.stringify(boxes);
  if (drawn === pointing.drawn && marks.childElementCount) return;
  pointing.drawn = drawn;
  marks.replaceChildren(...boxes.flatMap(([box, kind, said]) => markOf(box, kind, said)));
}

function markOf(box, kind, said) {
  const mark = h("div", { class: `mark ${kind}` });
  Object.assign(mark.style, { left: `${box.left - 3}px`, top: `${box.top - 3}px`, width: `${box.width + 6}px`, height: `${box.height + 6}px` });
  if (!said) return [mark];
  const tag = h("div", { class: "tag" }, said);
  const above = box.top > 28;
  Object.assign(tag.style, { left: `${Math.max(4, Math.min(box.left - 3, innerWidth - 200))}px`, top: `${above ? box.top - 27 : Math.min(box.top + box.height + 6, innerHeight - 26)}px` });
  return [mark, tag];
}

// The panel never lies over what it speaks of, as long as there is another side.
function dodge() {
  const { panel, picked } = pointing;
  if (!picked || !picked.isConnected) return;
  const box = placeOf(picked);
  const overlap = () => {
    const own = panel.getBoundingClientRect();
    return Math.max(0, Math.min(own.right, box.left + box.width) - Math.max(own.left, box.left)) * Math.max(0, Math.min(own.bottom, box.top + box.height) - Math.max(own.top, box.top));
  };
  const here = overlap();
  if (!here) return;
  aside();
  if (overlap() >= here) aside();
}

function drawMode() {
  const { panel, mode } = pointing;
  if (!panel) return;
  const button = panel.querySelector("[data-part=mode]");
  if (button) {
    button.setAttribute("aria-pressed", String(mode === "pointing"));
    button.textContent = { true: "Pointing", false: "Using the app" }[mode === "pointing"];
  }
  const body = panel.querySelector(".body");
  if (body && pointing.view && pointing.view.is !== "recording") body.hidden = mode !== "pointing";
}

function show(view) {
  pointing.view = view;
  const { panel } = pointing;
  if (!panel) return;
  const draw = { element: elementView, form: formView, table: tableView, recording: recordingView }[view.is] || pointingView;
  const { body, foot } = draw(view);
  panel.classList.toggle("wide", ["form", "table"].includes(view.is));
  panel.classList.toggle("low", view.is === "recording");
  panel.classList.toggle("folded", view.is === "recording" && isFolded());
  panel.replaceChildren(bar(view), h("div", { class: draw === pointingView ? "body hint" : "body", hidden: !body.length }, body), noticeOf(view), h("div", { class: "foot", hidden: !foot.length }, foot));
  drawMode();
  drawMarks();
  dodge();
  const first = panel.querySelector("[data-first]");
  if (first) { first.focus({ preventScroll: true }); if (first.select) first.select(); }
}

function bar(view) {
  const recording = view.is === "recording";
  return h("div", { class: "bar", onpointerdown: carry },
    h("b", {}, recording ? `Recording · ${view.steps.length}` : `Deskhand · ${view.app}`),
    recording && h("button", { class: "plain", title: "Fold", "aria-label": "Fold", "data-part": "fold", onclick: fold }, "–"),
    !recording && h("button", { "data-part": "mode", title: "Alt+P", onclick: () => toggle() }, "Pointing"),
    h("button", { class: "plain", title: "To the other side", "aria-label": "To the other side", "data-part": "aside", onclick: aside }, "⇄"),
    h("button", { class: "plain", title: "Finish", "aria-label": "Finish", "data-part": "finish", onclick: () => tell({ type: "finish" }) }, "✕"));
}

// The bar is a handle: wherever the panel stands, something may be needed beneath it.
function carry(event) {
  if (event.target.closest("button")) return;
  const { panel } = pointing;
  const box = panel.getBoundingClientRect();
  const grip = event.currentTarget;
  grip.setPointerCapture(event.pointerId);
  const move = (now) => {
    const left = Math.max(8 - box.width + 80, Math.min(box.left + now.clientX - event.clientX, innerWidth - 80));
    const top = Math.max(0, Math.min(box.top + now.clientY - event.clientY, innerHeight - 40));
    Object.assign(panel.style, { left: `${left}px`, top: `${top}px`, right: "auto", bottom: "auto" });
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", () => grip.removeEventListener("pointermove", move), { once: true });
}

function aside() {
  pointing.panel.removeAttribute("style");
  pointing.panel.classList.toggle("left");
}

// In a small window it would lie over everything.
const isFolded = () => pointing.folded ?? (innerWidth < 760 || innerHeight < 420);

function fold() {
  pointing.folded = !isFolded();
  show(pointing.view);
}

function noticeOf(view) {
  const { notice } = view;
  return h("div", { class: `notice ${notice ? notice.kind : ""}`, hidden: !notice, role: "status", "aria-live": "polite" },
    notice && h("span", {}, notice.text),
    notice && notice.undo && h("button", { "data-part": "undo", onclick: () => tell({ type: "undo" }) }, "Undo"));
}

function panelKey(event) {
  if (event.altKey && event.code === TOGGLE) return;
  if (event.key === "Escape" && pointing.view && !["pointing", "recording"].includes(pointing.view.is)) back();
  else if (event.key === "Enter" && event.target.matches("input,select")) {
    const main = pointing.panel.querySelector("button.main");
    if (main && !main.disabled) main.click();
  } else return;
  event.preventDefault();
}

function back() {
  pointing.marked = [];
  pointing.picked = null;
  tell({ type: "back" });
}

function pointingView() {
  return {
    body: [
      h("p", {}, "Point at a field, a button, a text or a table, and click."),
      h("p", { class: "soft" }, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " go through the fields, ", h("kbd", {}, "Enter"), " picks one. ", h("kbd", {}, "Alt+P"), " lets you use the application, and back."),
    ],
    foot: [],
  };
}

const chosenIn = (part) => pointing.panel.querySelector(`[data-part=${part}]`);

// Which screen something is written to: one that exists, or a new one.
function screenFields(view) {
  const options = view.screens.map((one) => h("option", { value: one.name, selected: one.name === view.screen }, one.here ? `${one.name} (shown now)` : one.name));
  const fresh = h("option", { value: "", selected: !view.screen }, "a new screen …");
  const select = h("select", { "data-part": "screen", "aria-label": "Screen", onchange: () => { extra.hidden = select.value !== ""; } }, options, fresh);
  const marks = view.new_screen.marks.map((said, index) => h("option", { value: String(index) }, said));
  const extra = h("div", { class: "pair", hidden: Boolean(view.screen), style: "grid-column: 1 / -1" },
    h("span", { class: "soft" }, "its name"), h("input", { "data-part": "new-screen", "aria-label": "Name of the new screen", value: view.new_screen.name, spellcheck: "false" }),
    h("span", { class: "soft" }, "shown by"), h("select", { "data-part": "mark", "aria-label": "What the screen is recognised by" }, marks));
  return [h("span", { class: "soft" }, "screen"), select, extra];
}

function screenChosen() {
  const screen = chosenIn("screen").value;
  return screen ? { screen } : { screen: "", new_screen: chosenIn("new-screen").value.trim(), mark: Number(chosenIn("mark").value || 0) };
}

function tick(part, said, on) {
  return h("label", {}, h("input", { type: "checkbox", "data-part": part, checked: on }), said);
}

function wayLine(way, index, many) {
  const level = way.stability >= 0.8 ? "" : way.stability >= 0.6 ? "mid" : "low";
  const meter = h("span", { class: `meter ${level}`, title: `stability ${way.stability}` }, h("i", { style: `width:${Math.round(way.stability * 100)}%` }));
  const verdict = way.unique ? h("span", { class: "good" }, "only this one") : h("span", { class: "bad" }, way.found === 1 ? "finds another one" : `${way.found} found`);
  return h("label", { class: "way" },
    h("input", { type: many ? "checkbox" : "radio", name: "way", value: String(index), "data-part": "way", checked: way.chosen, disabled: !way.unique }),
    h("div", {}, h("code", {}, way.said), h("div", { class: "why" }, verdict, ` · ${way.why}`)), meter);
}

const waysChosen = () => [...pointing.panel.querySelectorAll("[data-part=way]:checked")].map((one) => Number(one.value));

function elementView(view) {
  const rows = view.tables.length ? [h("span", { class: "soft" }, "in rows of"), h("select", { "data-part": "row-of", "aria-label": "Table", onchange: (event) => tell({ type: "rows", table: event.target.value }) }, h("option", { value: "" }, "no table"), view.tables.map((one) => h("option", { value: one, selected: one === view.row_of }, one)))] : [];
  return {
    body: [
      h("h2", {}, view.title),
      h("p", { class: "soft" }, view.kind, view.known ? ` · known as ${view.known}` : ""),
      h("h3", {}, "Found by"), view.ways.map((way, index) => wayLine(way, index, true)),
      !view.ways.length && h("p", { class: "bad" }, "Nothing finds it for certain. Point at something beside it."),
      h("h3", {}, "Written as"),
      h("div", { class: "pair" }, h("span", { class: "soft" }, "name"), h("input", { "data-part": "name", "data-first": true, "aria-label": "Name", value: view.name, spellcheck: "false" }), screenFields(view), rows),
      h("div", { class: "ticks" }, tick("secret", "secret", view.secret), tick("personal", "personal", view.personal), tick("writes", "pressing it changes something", view.writes)),
    ],
    foot: [
      h("button", { class: "main", "data-part": "write", disabled: !view.ways.some((way) => way.unique), onclick: () => tell({ type: "write", name: chosenIn("name").value.trim(), ways: waysChosen(), ...marksChosen(pointing.panel), ...screenChosen() }) }, "Write"),
      view.fields > 1 && h("button", { "data-part": "form", onclick: () => wholeForm() }, `The whole form (${view.fields})`),
      view.table && h("button", { "data-part": "table", onclick: () => tell({ type: "table" }) }, "The whole table"),
      h("button", { onclick: back }, "Cancel"),
    ],
  };
}

function marksChosen(line) {
  const on = (part) => { const box = line.querySelector(`[data-part=${part}]`); return Boolean(box && box.checked); };
  return { secret: on("secret"), personal: on("personal"), writes: on("writes") };
}

function wholeForm() {
  const facts = formOf(pointing.picked);
  pointing.marked = facts.members.map(({ handle }) => captured[handle]);
  tell({ type: "form", picked: facts });
}

function formView(view) {
  const lines = view.rows.map((row) => {
    const line = h("tr", { class: row.include ? "" : "out" },
      h("td", {}, h("input", { type: "checkbox", "data-part": "include", "aria-label": `Write ${row.label}`, checked: row.include, disabled: !row.way, onchange: (event) => line.classList.toggle("out", !event.target.checked) })),
      h("td", { class: "name" }, h("input", { "data-part": "name", "aria-label": `Name of ${row.label}`, value: row.name, spellcheck: "false" })),
      h("td", {}, h("code", { title: row.way || "" }, row.way || "nothing finds it for certain"), row.known && h("div", { class: "why" }, `known as ${row.known}`)),
      ...["secret", "personal", "writes"].map((part) => h("td", {}, h("input", { type: "checkbox", "data-part": part, "aria-label": `${part} ${row.label}`, checked: row[part] }))));
    return line;
  });
  const head = ["", "name", "found by", "secret", "personal", "writes"].map((text) => h("th", {}, text));
  return {
    body: [
      h("h2", {}, `The whole form: ${view.rows.length} elements`),
      h("div", { class: "pair" }, screenFields(view)),
      view.left_out > 0 && h("p", { class: "warm" }, `${view.left_out} more are left out: pick them one by one, or section by section.`),
      h("h3", {}, "Elements"), h("table", {}, h("tbody", {}, h("tr", {}, head), lines)),
    ],
    foot: [
      h("button", { class: "main", "data-part": "write", onclick: () => tell({ type: "write_form", rows: lines.map((line) => ({ include: line.querySelector("[data-part=include]").checked, name: line.querySelector("[data-part=name]").value.trim(), ...marksChosen(line) })), ...screenChosen() }) }, "Write all"),
      h("button", { onclick: back }, "Cancel"),
    ],
  };
}

function tableView(view) {
  const lines = view.columns.map((column) => {
    const line = h("tr", {},
      h("td", {}, h("input", { type: "checkbox", "data-part": "include", "aria-label": `Column ${column.head}`, checked: true, onchange: (event) => line.classList.toggle("out", !event.target.checked) })),
      h("td", { class: "name" }, h("input", { "data-part": "name", "aria-label": `Name of column ${column.head}`, value: column.name, spellcheck: "false" })),
      h("td", {}, h("code", {}, column.head)),
      h("td", {}, h("input", { type: "radio", name: "key", "data-part": "key", "aria-label": `${column.head} tells one row from another`, checked: column.name === view.key })),
      h("td", {}, h("input", { type: "checkbox", "data-part": "personal", "aria-label": `${column.head} is personal`, checked: column.personal })));
    return line;
  });
  const head = ["", "name", "header", "key", "personal"].map((text) => h("th", {}, text));
  const chosen = (line, part) => line.querySelector(`[data-part=${part}]`).checked;
  return {
    body: [
      h("h2", {}, view.title), h("p", { class: "soft" }, `${view.rows} rows shown`),
      h("h3", {}, "Found by"), view.ways.map((way, index) => wayLine(way, index, false)),
      h("h3", {}, "Written as"),
      h("div", { class: "pair" }, h("span", { class: "soft" }, "name"), h("input", { "data-part": "table-name", "data-first": true, "aria-label": "Name", value: view.name, spellcheck: "false" }), screenFields(view)),
      h("h3", {}, "Columns"), h("table", {}, h("tbody", {}, h("tr", {}, head), lines)),
      h("p", { class: "why" }, "The key tells one row from another: a number, not a name."),
      view.next && h("div", { class: "ticks" }, tick("next", `“${view.next}” leads to the next page`, true)),
    ],
    foot: [
      h("button", { class: "main", "data-part": "write", disabled: !view.ways.some((way) => way.unique), onclick: () => tell({
        type: "write_table", name: chosenIn("table-name").value.trim(), ways: waysChosen(), next: Boolean(chosenIn("next") && chosenIn("next").checked),
        columns: lines.map((line) => ({ include: chosen(line, "include"), name: line.querySelector("[data-part=name]").value.trim(), key: chosen(line, "key"), personal: chosen(line, "personal") })), ...screenChosen() }) }, "Write"),
      h("button", { onclick: back }, "Cancel"),
    ],
  };
}

function recordingView(view) {
  if (isFolded()) return { body: [], foot: [] };
  const steps = view.steps.slice(-6);
  return {
    body: [
      h("p", { class: "soft" }, "Do the procedure once, as you always do. ", h("kbd", {}, "Alt"), " + click on a text or a table: the bot is to read it."),
      h("ol", { class: "steps", start: String(view.steps.length - steps.length + 1) }, steps.map((step) => h("li", {}, step))),
    ],
    foot: [
      h("button", { "data-part": "read", "aria-pressed": String(Boolean(pointing.reading)), onclick: () => readNext() }, "Read this …"),
      h("button", { "data-part": "drop", disabled: !view.steps.length, onclick: () => tell({ type: "drop" }) }, "Forget the last one"),
      h("button", { class: "main", "data-part": "done", onclick: () => tell({ type: "finish" }) }, "Finish"),
    ],
  };
}

function readNext() {
  pointing.reading = !pointing.reading;
  setMode(pointing.reading ? "pointing" : "using");
  show(pointing.view);
}

// What is said of the last act; whatever a person has typed meanwhile stays.
function notice(request) {
  pointing.view = { ...pointing.view, notice: request.notice };
  const old = pointing.panel && pointing.panel.querySelector(".notice");
  if (old) old.replaceWith(noticeOf(pointing.view));
  return { ok: true };
}

function panel(request) {
  if (request.setup) Object.assign(globalThis.deskhandSetup, request.setup);
  if (request.view.is !== "form") pointing.marked = [];
  if (request.view.is === "pointing") pointing.picked = null;
  pointing.view = request.view;
  ensureHost();
  pointing.panel.hidden = false;
  setMode(pointing.mode);
  show(request.view);
  return { ok: true };
}

Object.assign(CALLS, { panel, notice });
