// Setting values with the events that a person would cause.
function fire(element, type, make, init) {
  const view = element.ownerDocument.defaultView;
  return element.dispatchEvent(new view[make](type, { bubbles: true, composed: true, ...init }));
}

function key(element, type, text) {
  const last = [...text].pop() || "Delete";
  fire(element, type, "KeyboardEvent", { key: last, cancelable: true });
}

function changed(element) {
  fire(element, "input", "InputEvent", { inputType: "insertText" });
  fire(element, "change", "Event");
}

function enter(element, text) {
  element.focus({ preventScroll: true });
  key(element, "keydown", text);
  element.value = text;
  fire(element, "input", "InputEvent", { inputType: "insertReplacementText", data: text });
  key(element, "keyup", text);
  fire(element, "change", "Event");
  return null;
}

function write(element, text) {
  element.focus({ preventScroll: true });
  const view = element.ownerDocument.defaultView;
  view.getSelection().selectAllChildren(element);
  const command = text ? ["insertText", text] : ["delete", ""];
  element.ownerDocument.execCommand(command[0], false, command[1]);
  return null;
}

const OFFERS_STAY = 2000;
const offered = new WeakMap();
const lastTyped = new WeakMap();

// Choices may load late. Where something was typed before, they may be those of the value before
// it, until they change or the app's own limit is over; without a limit they are waited for to the
// end. Those that stay are the choices.
function refusal(element, why, offers, { late, asked }) {
  const said = JSON.stringify(offers);
  const now = performance.now();
  const known = offered.get(element);
  if (!known || known.said !== said) offered.set(element, { said, since: now, changed: known ? now : -1 });
  const { since, changed } = offered.get(element);
  const answers = asked === undefined || changed > asked || now - asked > (late ?? Infinity);
  return { why, offers: offers.slice(0, 40), final: offers.some(Boolean) && answers && now - since > OFFERS_STAY };
}

function notOffered(element, why, offers, late) {
  // A list that is empty, or says that it loads, has not refused anything.
  if (!offers.some(Boolean)) return { why: "it offers nothing to choose" };
  const choice = refusal(element, why, offers, { late, asked: lastTyped.get(element.ownerDocument) });
  return element.localName === "select" && offers.filter(Boolean).length < 2 ? { ...choice, final: false } : choice;
}

const sameChoice = (wanted) => {
  const text = asLabel(wanted);
  return [(one) => asLabel(one.label) === text, (one) => one.value === wanted];
};

function optionOf(element, wanted, late) {
  const options = [...element.options];
  for (const fits of sameChoice(wanted)) {
    const found = options.filter((option) => fits(option));
    if (found.length === 1) return { option: found[0] };
    if (found.length > 1) return { why: `${found.length} entries are called so`, final: true };
  }
  return notOffered(element, "no entry is called so", options.map((option) => squeeze(option.label)), late);
}

function select(element, value, late) {
  const wanted = Array.isArray(value) ? value : value === "" && !element.multiple ? [""] : [value];
  if (element.multiple && value === "") wanted.length = 0;
  if (wanted.length > 1 && !element.multiple) return { why: "only one entry can be chosen", final: true };
  const picked = [];
  for (const text of wanted) {
    const found = optionOf(element, text, late);
    if (!found.option) return found;
    if (found.option.disabled || found.option.closest("optgroup[disabled]")) return { why: "the entry is disabled" };
    picked.push(found.option);
  }
  element.focus({ preventScroll: true });
  if (element.multiple) for (const option of element.options) option.selected = picked.includes(option);
  else element.value === picked[0].value && element.selectedOptions[0] === picked[0] || (picked[0].selected = true);
  changed(element);
  return null;
}

function radio(target, wanted, late) {
  const radios = target.radios || [target.element];
  const named = (one) => ({ label: radioText(one), value: one.value, one });
  const all = radios.map(named);
  for (const fits of sameChoice(wanted)) {
    const found = all.filter(fits);
    if (found.length === 1) {
      if (!enabled(found[0].one)) return { why: "the choice is disabled" };
      if (!found[0].one.checked) found[0].one.click();
      return null;
    }
  }
  return notOffered(radios[0], "no choice is called so", all.map((one) => one.label), late);
}

function tick(element, wanted) {
  const now = reading(element);
  if (!["true", "false"].includes(wanted)) return { why: "it takes yes or no only", final: true };
  if (now !== wanted) element.click();
  return null;
}

// What is typed: browsers' own date and number fields take one form only.
function typed(element, item) {
  if (["date", "time", "month", "datetime-local"].includes(TYPE(element)) && item.iso) return item.iso;
  if (TYPE(element) === "number" && item.plain !== undefined) return item.plain;
  return item.value;
}

const isTick = (element) =>
  TYPE(element) === "checkbox" || ["checkbox", "switch"].includes(element.getAttribute("role"));

// Null when the value was set, {why} when it cannot be now, {keys} when it takes key strokes.
function setValue(target, item, late) {
  const element = target.element;
  if (element.localName === "select") return select(element, item.value, late);
  if (TYPE(element) === "radio" && (target.radios || !["true", "false"].includes(item.value))) return radio(target, item.value, late);
  if (isTick(element) || TYPE(element) === "radio") return tick(element, item.value);
  const text = typed(element, item);
  if (element.localName === "textarea" || element.localName === "input") {
    if (isButton(element)) return { why: "it is a button", final: true };
    if (element.maxLength >= 0 && text.length > element.maxLength) return { why: "too long", most: element.maxLength, final: true };
    return item.keys ? { keys: true } : enter(element, text);
  }
  if (element.isContentEditable) return item.keys ? { keys: true } : write(element, text);
  return { why: `nothing can be typed into ${describe(element)}`, final: true };
}

const holder = (target) => (target.radios ? target : target.element);

function also(target) {
  if (target.radios) {
    const chosen = target.radios.find((one) => one.checked);
    return chosen ? chosen.value : "";
  }
  return target.element.localName === "select" ? [...target.element.selectedOptions].map((one) => one.value).join("\n") : null;
}
