// What the launcher does besides: arrow keys in its list, and a form that is checked while it is typed.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const search = document.querySelector(".find input");
    if (!search) return;
    const places = [search, ...document.querySelectorAll(".bots .bot")];
    const now = places.indexOf(document.activeElement);
    const next = places[Math.max(0, Math.min(places.length - 1, now + (event.key === "ArrowDown" ? 1 : -1)))];
    if (now < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector(".find")) {
      const back = document.querySelector(".crumb a");
      if (back && document.querySelector("form.case")) location.assign(back.href);
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form.case textarea")) event.target.form.requestSubmit();
  });

  const form = document.querySelector("form.case[data-check]");
  if (!form) return;
  const typed = new Set();
  let timer = 0, asked = 0;
  function say(name, problem) {
    const control = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
    const field = control && control.closest(".field");
    if (!field) return;
    let place = field.querySelector(".problem");
    field.classList.toggle("wrong", Boolean(problem));
    control.toggleAttribute("aria-invalid", Boolean(problem));
    if (!problem) { if (place) place.remove(); return; }
    if (!place) {
      place = document.createElement("p");
      place.className = "problem";
      place.setAttribute("role", "status");
      field.append(place);
    }
    place.textContent = problem;
  }
  async function check() {
    const mine = ++asked;
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || mine !== asked) return;
    const problems = await answer.json();
    // What was not typed in yet is not wrong yet.
    for (const name of typed) say(name, problems[name]);
  }
  form.addEventListener("input", (event) => {
    if (!event.target.name) return;
    typed.add(event.target.name);
    event.target.closest(".field")?.classList.remove("filled");
    event.target.closest(".field")?.querySelector(".mark")?.remove();
    clearTimeout(timer);
    timer = setTimeout(check, 250);
  });
})();
