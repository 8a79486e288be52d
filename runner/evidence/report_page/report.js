"use strict";
(() => {
  const form = document.querySelector(".filter");
  const items = [...document.querySelectorAll(".item")];
  const search = form.querySelector("input[type=search]");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const count = form.querySelector("output");
  let texts = null;
  let pending = 0;

  const apply = () => {
    texts ??= items.map((item) => item.textContent.normalize("NFC").toLowerCase());
    const words = search.value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    let shown = 0;
    items.forEach((item, index) => {
      const fits = !off.has(item.dataset.state) && words.every((word) => texts[index].includes(word));
      item.hidden = !fits;
      shown += fits;
    });
    for (const section of document.querySelectorAll(".items")) {
      section.hidden = !section.querySelector(".item:not([hidden])");
    }
    count.value = shown === items.length ? "" : `${shown} of ${items.length} shown`;
  };
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target?.closest("details");
    if (details) {
      details.open = true;
      details.scrollIntoView({ block: "start" });
    }
  };

  form.hidden = items.length < 2;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(apply, 120);
  });
  addEventListener("hashchange", reveal);
  reveal();
})();
