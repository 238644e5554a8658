// Counters that agree with the server (scoring/forms.py), and a button that shows that it was pressed.
"use strict";

const invisible = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]/g;

function counted(field) {
  let text = field.value.replace(/\r\n?/g, "\n").replace(invisible, "").trim();
  if (field.tagName === "INPUT") text = text.replace(/\s+/g, " ");
  return [...text].length;
}

function count(field, counter) {
  const limit = Number(field.dataset.limit);
  const used = counted(field);
  counter.textContent = `${used.toLocaleString("en-GB")} of ${limit.toLocaleString("en-GB")} characters`;
  counter.classList.toggle("over", used > limit);
}

for (const counter of document.querySelectorAll("[data-counts]")) {
  const field = document.getElementById(counter.dataset.counts);
  const say = document.createElement("span");
  say.className = "hidden";
  say.setAttribute("role", "status");
  counter.after(say);
  let later;
  field.addEventListener("input", () => {
    count(field, counter);
    clearTimeout(later);
    later = setTimeout(() => { say.textContent = counter.textContent; }, 1000);
  });
  count(field, counter);
}

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.dataset.busy) return;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-busy", "true");
  });
}

// Back from the result: the browser may show the page as it was left
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-idle]")) {
    button.textContent = button.dataset.idle;
    button.removeAttribute("aria-busy");
  }
  for (const counter of document.querySelectorAll("[data-counts]")) {
    count(document.getElementById(counter.dataset.counts), counter);
  }
});
