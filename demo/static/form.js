// The edit form's habits, as pages of its time had them.
function postBack(form, source) {
  form.elements["__source"].value = source;
  form.action = "/customer/form";
  form.target = "_self";
  form.submit();
}

function askToSave(question) {
  if (!confirm("Save changes?")) return false;
  if (question && !confirm(question)) return false;
  return true;
}

// A date is written 01.02.1980: dots come by themselves, anything else goes.
function maskDate(field) {
  var digits = field.value.replace(/\D/g, "").slice(0, 8);
  var parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
  field.value = parts.filter(function (part) { return part; }).join(".");
}

function checkDate(field) {
  if (field.value && !/^\d\d\.\d\d\.\d{4}$/.test(field.value)) field.value = "";
}

// This one counts the keys of a keyboard and believes nothing else.
function onlyKeys(field) {
  var before = field.value, pressed = 0;
  field.addEventListener("keydown", function (event) { if (event.isTrusted) pressed++; });
  field.addEventListener("input", function (event) {
    if (!pressed || !event.isTrusted) field.value = before; else before = field.value;
  });
}

function loadTerms(field) {
  fetch("/lookup/terms").then(function (answer) { return answer.json(); }).then(function (terms) {
    var chosen = field.getAttribute("data-value");
    terms.forEach(function (term) {
      field.options.add(new Option(term, term, false, term === chosen));
    });
    field.disabled = false;
  });
}

function suggest(field, picked, list) {
  var last = 0;
  field.addEventListener("input", function () {
    var asked = ++last;
    picked.value = "";
    if (!field.value) { picked.value = ""; list.style.display = "none"; return; }
    fetch("/lookup/branch?q=" + encodeURIComponent(field.value)).then(function (answer) {
      return answer.json();
    }).then(function (names) {
      if (asked !== last) return;
      list.innerHTML = "";
      names.forEach(function (name) {
        var row = document.createElement("div");
        row.setAttribute("role", "option");
        row.textContent = name;
        row.onmousedown = function (event) { event.preventDefault(); };
        row.onclick = function () {
          field.value = picked.value = name;
          list.style.display = "none";
        };
        list.appendChild(row);
      });
      list.style.display = names.length ? "block" : "none";
    });
  });
  field.addEventListener("blur", function () {
    list.style.display = "none";
    if (field.value && !picked.value) field.value = "";
  });
}

function pickManager() {
  window.open("/pick/manager", "manager", "width=320,height=360");
}

function setManager(name) {
  document.querySelector("[data-habit=popup]").value = name;
}

window.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("[data-habit=keys]").forEach(onlyKeys);
  document.querySelectorAll("[data-habit=late]").forEach(loadTerms);
  document.querySelectorAll("[data-habit=lookup]").forEach(function (field) {
    suggest(field, field.parentNode.querySelector("input[type=hidden]"),
      field.parentNode.querySelector(".suggestions"));
  });
});
