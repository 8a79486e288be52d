// A window as it may be kept: its documents without scripts, values, tokens and what is personal.
const PRESERVE = {
  dropped: new Set(["script", "noscript", "style", "link", "meta", "base", "template", "object", "embed", "video", "audio", "source", "track", "canvas"]),
  blocks: new Set([...CAPTURE.blocks, "html", "head", "body", "title", "option", "optgroup", "select", "legend", "caption",
    "colgroup", "col", "iframe", "frame", "frameset", "dialog", "summary", "button", "label", "img", "input", "textarea"]),
  void: new Set(["area", "br", "col", "embed", "frame", "hr", "img", "input", "wbr"]),
  forgotten: new Set(["nonce", "integrity", "srcset", "srcdoc", "checked", "selected", "src", "data-src", "poster", "ping", "autofocus"]),
  addresses: new Set(["href", "action", "formaction"]),
  telling: ["title", "alt", "placeholder", "aria-label", "aria-description", "value", "label", "href", "action", "formaction"],
  lasting: new Set(["submit", "reset", "button", "image", "radio", "checkbox"]),
  drawn: new Set(["title", "desc", "text", "tspan"]),
  token: /sess|token|csrf|sid$|auth|nonce|secret|ticket|key/i,
};

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const quoted = (text) => `"${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

// An address without what belongs to one session or one person's account at a server.
function lastingAddress(text) {
  if (/^\s*javascript:/i.test(text)) return "javascript:";
  const [before, fragment] = text.split("#", 2);
  const [path, query] = before.replace(/\/\/[^/@]*@/, "//").replace(/;jsessionid=[^?]*/i, "").split("?", 2);
  const kept = (query || "").split("&").filter(Boolean).map((pair) => {
    const [name, value] = pair.split("=", 2);
    return value && (PRESERVE.token.test(name) || /^[\w-]{24,}$/.test(value)) ? `${name}=` : pair;
  });
  return path + (kept.length ? `?${kept.join("&")}` : "") + (fragment !== undefined ? `#${fragment}` : "");
}

class Keeper {
  constructor(frames, veiled, sheets) {
    this.frames = frames;
    this.veiled = veiled;
    this.sheets = sheets;
  }

  // Lines break between blocks only, where white space changes nothing.
  page(doc) {
    this.out = [];
    this.fresh = true;
    this.node(doc.documentElement, 0, false);
    return `<!doctype html>\n${this.out.join("").replace(/ +\n/g, "\n")}\n`;
  }

  line(depth) {
    if (this.out.length && !this.fresh) this.out.push("\n");
    this.out.push(" ".repeat(depth));
    this.fresh = true;
  }

  put(text) {
    this.out.push(text);
    this.fresh = false;
  }

  node(node, depth, veil) {
    if (node.nodeType === 3) this.text(node, veil);
    else if (node.nodeType === 1 && !this.isDropped(node)) this.element(node, depth, veil || this.veiled.has(node));
  }

  isDropped(element) {
    const drawing = element.parentElement && element.parentElement.closest("svg");
    return PRESERVE.dropped.has(element.localName) || (drawing && !PRESERVE.drawn.has(element.localName));
  }

  text(node, veil) {
    const text = node.data.replace(/\s+/g, " ");
    if (text === " " && this.fresh) return;
    this.put(veil && text.trim() ? CAPTURE.mask : escaped(text));
  }

  element(element, depth, veil) {
    const tag = element.localName;
    const block = PRESERVE.blocks.has(tag);
    if (block) this.line(depth);
    this.put(`<${tag}${this.attributes(element, veil)}>`);
    if (PRESERVE.void.has(tag)) return;
    if (tag === "head") this.styles(element.ownerDocument, depth + 1);
    const at = this.out.length;
    this.children(element, depth, veil);
    const lines = this.out.slice(at).some((text) => text.includes("\n"));
    if (block && lines) this.line(depth);
    this.put(`</${tag}>`);
  }

  children(element, depth, veil) {
    if (element.localName === "textarea" || element.isContentEditable || element.localName === "iframe") return;
    if (element.shadowRoot) {
      this.line(depth + 1);
      this.put('<template shadowrootmode="open">');
      this.styles(element.shadowRoot, depth + 2);
      for (const child of element.shadowRoot.childNodes) this.node(child, depth + 2, veil);
      this.put("</template>");
    }
    for (const child of element.childNodes) this.node(child, depth + 1, veil);
  }

  attributes(element, veil) {
    const said = [];
    for (const { name, value } of element.attributes) {
      const kept = this.attribute(element, name, value, veil);
      if (kept !== null) said.push(kept === "" ? ` ${name}` : ` ${name}=${quoted(kept)}`);
    }
    return said.join("") + this.added(element);
  }

  attribute(element, name, value, veil) {
    if (name.startsWith("on") || PRESERVE.forgotten.has(name)) return null;
    if (veil && (PRESERVE.telling.includes(name) || name.startsWith("data-")) && !element.matches("input,select,textarea")) return null;
    if (name === "value" && element.localName === "input" && !PRESERVE.lasting.has(element.type)) return null;
    if (PRESERVE.addresses.has(name)) return lastingAddress(value);
    if (name === "content" || (name.startsWith("data-") && /^[\w+/=.-]{32,}$/.test(value))) return "";
    return value.replace(/\s+/g, " ");
  }

  // What the page showed, where it depends on what is not kept.
  added(element) {
    if (element.localName === "iframe" || element.localName === "frame") return this.frame(element);
    if (element.localName !== "img" && element.localName !== "svg") return "";
    const box = element.getBoundingClientRect();
    return ` width="${Math.round(box.width)}" height="${Math.round(box.height)}"`;
  }

  frame(element) {
    const number = this.frames.findIndex((one) => one.element === element);
    if (number < 0) return ' data-kept="no"';
    const { win } = this.frames[number];
    const name = element.name || !win.name ? "" : ` name=${quoted(win.name)}`;
    return `${name} src="page-${number}.html" data-address=${quoted(lastingAddress(win.location.href))}`;
  }

  styles(root, depth) {
    for (const sheet of [...root.styleSheets, ...(root.adoptedStyleSheets || [])]) {
      const text = rulesOf(sheet);
      if (!text) continue;
      this.line(depth);
      this.put(`<link rel="stylesheet" href="styles/${this.sheets.push(text) - 1}.css">`);
    }
  }
}

// The rules that hold, whoever made them; pictures and fonts are not fetched again.
function rulesOf(sheet) {
  if (sheet.disabled) return "";
  let rules;
  try { rules = [...sheet.cssRules]; } catch { return ""; }
  const texts = rules.map((rule) => (rule.styleSheet ? rulesOf(rule.styleSheet) : rule.type === 5 ? "" : rule.cssText));
  const text = texts.filter(Boolean).join("\n").replace(/url\([^)]*\)/g, "none");
  const media = sheet.media && sheet.media.mediaText;
  return text && media ? `@media ${media} {\n${text}\n}` : text;
}

const headingsOf = (place, veiled) =>
  place.finder.query("h1,h2,h3,h4,h5,h6,legend,caption")
    .filter((element) => visible(element) && ![...veiled].some((one) => one.contains(element) || element.contains(one)))
    .map((element) => kept(ownText(element))).filter(Boolean);

function headersOf(place, plan) {
  const grid = place.finder.grid(plan);
  if (!grid || !grid.lines.length) return null;
  const top = grid.missing.length ? 0 : grid.lines.findIndex((cells) => grid.places(cells, plan.columns, true));
  return grid.lines[top].map((cell) => asLabel(ownText(cell)));
}

function preserve(request) {
  const { place, outcome } = placeOf(request);
  if (outcome) return outcome;
  const docs = allDocs();
  const veiled = veiledElements(request.masks);
  const sheets = [];
  const keeper = new Keeper(docs, veiled, sheets);
  const told = {
    pages: docs.map(({ doc }) => keeper.page(doc)),
    addresses: docs.map(({ win }) => lastingAddress(win.location.href)),
    sheets,
    at: docs.findIndex(({ doc }) => doc === place.doc),
    headings: headingsOf(place, veiled),
    headers: Object.fromEntries(request.tables.map((plan) => [plan.name, headersOf(place, plan)])),
  };
  return { ok: true, told: JSON.stringify(told), captured: capture(request) };
}

const LONGEST_PERSONAL = 200;

// What masked fields hold and masked texts say, so that it can be masked where else it is shown.
function personal(request) {
  const said = [...veiledElements(request.masks)].map((element) => {
    if (element.matches("select,input[type=checkbox],input[type=radio]")) return "";
    return squeeze(element.matches("input,textarea") ? element.value : ownText(element));
  });
  return { ok: true, values: [...new Set(said)].filter((text) => text && text.length <= LONGEST_PERSONAL) };
}

Object.assign(CALLS, { preserve, personal });
