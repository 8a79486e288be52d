// What pages do besides what htmx does; without it they work, too.
(() => {
  "use strict";
  const all = (box) => document.querySelectorAll(`input[type=checkbox][name="${box.dataset.all}"]`);

  // A box in a table's head ticks those below it.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset && box.dataset.all) {
      all(box).forEach((each) => { each.checked = box.checked; });
    }
    tell();
  });

  function tell() {
    document.querySelectorAll("[data-counts]").forEach((place) => {
      const ticked = document.querySelectorAll(`input[name="${place.dataset.counts}"]:checked`);
      place.textContent = ticked.length;
      const bar = place.closest("[data-bar]");
      if (bar) bar.classList.toggle("has-ticked", ticked.length > 0);
    });
  }

  // A form with data-once is sent as soon as the page is there; its button does it without scripts.
  document.querySelectorAll("form[data-once]").forEach((form) => form.requestSubmit());

  // A choice with data-sends sends its form.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  });

  // `/` goes to the search box.
  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    }
  });

  // Menus close when something else is pressed.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const copying = event.target.closest("[data-copies]");
    if (copying && navigator.clipboard) {
      const place = document.getElementById(copying.dataset.copies);
      navigator.clipboard.writeText(place.textContent.trim()).then(() => {
        copying.textContent = copying.dataset.done;
      });
    }
  });
  // News comes for as long as somebody sees the page: a browser keeps few connections to a site,
  // and pages in the background would hold them all.
  const place = document.querySelector("[data-live]");
  let news = null;

  function hear(name) {
    document.querySelectorAll(`[hx-trigger*="sse:${name}"]`).forEach((part) => {
      window.htmx.trigger(part, `sse:${name}`);
    });
  }

  function listen() {
    if (!place || !window.htmx) return;
    if (document.hidden) {
      if (news) news.close();
      news = null;
    } else if (!news) {
      const names = place.dataset.news.split(" ");
      news = new EventSource(place.dataset.live);
      names.forEach((name) => news.addEventListener(name, () => hear(name)));
    }
  }

  document.addEventListener("visibilitychange", () => {
    const away = !news;
    listen();
    if (away && news) place.dataset.news.split(" ").forEach(hear);
  });
  window.addEventListener("pagehide", () => { if (news) news.close(); news = null; });
  window.addEventListener("pageshow", listen);
  tell();
})();
