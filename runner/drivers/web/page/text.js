// Texts as a person compares them: one space between words, composed characters.
const squeeze = (text) => String(text ?? "").normalize("NFC").replace(/[\s\u200b\ufeff]+/g, " ").trim();

// Labels carry colons and stars that nobody reads out; sorted headers carry an arrow.
const asLabel = (text) => squeeze(text).replace(/(\s*[:：*▲▼↑↓⇅])+$/u, "").trim();

function comparer(wanted, exact, read = squeeze) {
  const text = read(wanted);
  if (exact === false) {
    const low = text.toLowerCase();
    return (other) => read(other).toLowerCase().includes(low);
  }
  return (other) => read(other) === text;
}

const UNREAD = new Set(["script", "style", "noscript", "template", "head"]);
const CONTROL = "input,select,textarea,button";

// The text of a label or a button, without the controls that stand inside it.
function ownText(node, skipControls) {
  if (node.nodeType === 3) return node.data;
  if (node.nodeType !== 1 && node.nodeType !== 11) return "";
  if (node.nodeType === 1) {
    if (UNREAD.has(node.localName) || node.hidden || node.getAttribute("aria-hidden") === "true") return "";
    if (skipControls && node.matches(CONTROL)) return "";
    if (node.localName === "img") return node.alt;
    if (node.localName === "br") return " ";
  }
  let text = "";
  for (const child of node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes) {
    const part = ownText(child, skipControls);
    text += part && child.nodeType === 1 && !INLINE.has(child.localName) ? ` ${part} ` : part;
  }
  return text;
}

const INLINE = new Set(["a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u", "wbr", "nobr", "big", "tt"]);

const TYPE = (element) => (element.localName === "input" ? element.type : "");
const isButton = (element) =>
  element.localName === "button" || ["button", "submit", "reset", "image"].includes(TYPE(element));

function labelText(element) {
  const root = element.getRootNode();
  const ids = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  const named = ids.map((id) => root.getElementById && root.getElementById(id)).filter(Boolean);
  if (named.length) return named.map((other) => ownText(other, true)).join(" ");
  const said = element.getAttribute("aria-label");
  if (said && said.trim()) return said;
  if (element.labels && element.labels.length) {
    return [...element.labels].map((label) => ownText(label, true)).join(" ");
  }
  if (element.localName === "fieldset") {
    const legend = element.querySelector(":scope > legend");
    return legend ? ownText(legend, true) : "";
  }
  return "";
}

// The part of the accessible-name computation that forms and links need.
function accessibleName(element) {
  const label = labelText(element);
  if (label.trim()) return label;
  if (isButton(element) && element.localName === "input") {
    const usual = { submit: "Submit", reset: "Reset" }[element.type] || "";
    return element.value || element.alt || element.title || usual;
  }
  if (element.localName === "img" || element.localName === "area") return element.alt || element.title;
  if (element.localName === "table") return element.caption ? ownText(element.caption) : element.title;
  const own = element.matches(CONTROL) && !isButton(element) ? "" : ownText(element, false);
  return own.trim() ? own : element.title || element.getAttribute("placeholder") || "";
}

// What an element shows or holds, as a person would read it out.
function reading(element) {
  if (element.radios) {
    const chosen = element.radios.find((radio) => radio.checked);
    return chosen ? radioText(chosen) : "";
  }
  if (TYPE(element) === "checkbox" || TYPE(element) === "radio") return String(element.checked);
  if (element.localName === "select") {
    return [...element.selectedOptions].map((option) => squeeze(option.label)).join("\n");
  }
  if (element.localName === "textarea" || (element.localName === "input" && !isButton(element))) return element.value;
  if (element.localName === "input") return squeeze(element.value);
  const state = element.getAttribute("aria-checked");
  if (state) return String(state === "true");
  return shownText(element);
}

const radioText = (radio) => asLabel(labelText(radio)) || textAfter(radio) || radio.value;

// Old forms write the choice behind the radio button without a label.
function textAfter(radio) {
  for (let node = radio.nextSibling; node; node = node.nextSibling) {
    if (node.nodeType === 1 && node.matches(CONTROL)) return "";
    const text = squeeze(ownText(node));
    if (text) return asLabel(text);
  }
  return "";
}

function shownText(element) {
  const text = element.innerText === undefined ? element.textContent : element.innerText;
  const cased = getComputedStyle(element).textTransform === "none" ? text : element.textContent;
  return cased.normalize("NFC").replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{2,}/g, "\n").trim();
}
