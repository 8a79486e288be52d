// The bar above a page that a person has been given: what to do, Go on, Stop. In a world of its
// own and a closed shadow root, so that no script of the page can read it or press it.
(() => {
  if (window !== window.top || globalThis.deskhand) return;
  const setup = globalThis.deskhandBar;
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .bar { position: fixed; left: 50%; top: 10px; transform: translateX(-50%); pointer-events: auto;
      display: flex; gap: 14px; align-items: center; max-width: min(860px, calc(100vw - 24px));
      padding: 10px 10px 10px 16px; border-radius: 10px; color: #f4f6f8; background: #17212b;
      box-shadow: 0 0 0 1px rgba(255,255,255,.14), 0 8px 30px rgba(0,0,0,.35);
      font: 15px/1.35 system-ui, "Noto Sans CJK SC", sans-serif; }
    .sign { flex: none; width: 10px; height: 10px; border-radius: 3px; background: #f2b84b; transform: rotate(45deg); }
    .text { flex: 1 1 auto; min-width: 0; overflow-wrap: anywhere; }
    button { flex: none; font: inherit; font-weight: 600; padding: 7px 14px; border-radius: 7px; cursor: pointer;
      border: 1px solid transparent; }
    .go { color: #10202c; background: #7fd1ae; }
    .stop { color: #f4f6f8; background: transparent; border-color: #6d7b88; }
    button:hover { filter: brightness(1.1); }
    button:focus-visible { outline: 3px solid #9ecbff; outline-offset: 2px; }`;
  const HOST = { display: "block", position: "fixed", inset: "0", width: "100vw", height: "100vh",
    "max-width": "none", "max-height": "none", margin: "0", padding: "0", border: "0", background: "transparent",
    overflow: "visible", "pointer-events": "none", visibility: "visible", opacity: "1", transform: "none", filter: "none" };
  const KEPT_INSIDE = ["click", "mousedown", "mouseup", "pointerdown", "pointerup", "keydown", "keyup", "keypress", "focusin", "focusout"];
  let host, off = false;
  const tell = (type) => globalThis.deskhandTell(JSON.stringify({ type }));
  const made = (tag, name, text) => {
    const one = document.createElement(tag);
    one.className = name;
    one.textContent = text;
    return one;
  };
  const button = (name, text, word) => {
    const one = made("button", name, text);
    one.type = "button";
    one.addEventListener("click", (event) => { if (event.isTrusted) tell(word); });
    return one;
  };
  function build() {
    host = document.createElement("deskhand-bar");
    const shadow = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const bar = made("section", "bar", "");
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", "Deskhand");
    const text = made("span", "text", setup.text);
    text.setAttribute("role", "status");
    bar.append(made("span", "sign", ""), text, button("go", setup.go_on, "go on"), button("stop", setup.stop, "stop"));
    for (const type of KEPT_INSIDE) bar.addEventListener(type, (event) => event.stopPropagation());
    shadow.append(bar);
  }
  // What the page removes, covers or rebuilds, is there again at once; a modal dialog takes it in.
  function stay() {
    if (off || !document.documentElement) return;
    if (!host) build();
    const modals = document.querySelectorAll("dialog:modal");
    const home = modals.length ? modals[modals.length - 1] : document.documentElement;
    if (host.parentNode === home && host.matches(":popover-open")) return;
    host.popover = "manual";
    host.style.cssText = Object.entries(HOST).map(([name, value]) => `${name}: ${value} !important`).join("; ");
    home.append(host);
    host.showPopover();
  }
  globalThis.deskhand = () => { off = true; host?.remove(); return {}; };
  setInterval(stay, 80);
  const begin = () => { stay(); tell("hello"); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
