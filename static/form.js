// Forms with a description: counters that agree with the server (scoring/pages/fields.py), and one key for each form that was opened.
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
  // Also on the way back, when the browser fills the field in by itself
  window.addEventListener("pageshow", () => count(field, counter));
}

document.querySelector(".notice.error")?.focus();

// Back fetches the page anew: its form is still the one that was sent
const key = document.querySelector("[name=request_key]");
if (key && history.state?.requestKey) key.value = history.state.requestKey;
else if (key) history.replaceState({ requestKey: key.value }, "");
