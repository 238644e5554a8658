// The review desk: keys for its buttons while nobody types, which can be turned off; the forms work without it.
"use strict";

const NAME = "review-keys";
const box = document.querySelector("#use-keys");
let isSent = false;

function remembered() {
  try { return localStorage.getItem(NAME) !== "off"; } catch { return true; }
}

function remember(isOn) {
  try { localStorage.setItem(NAME, isOn ? "on" : "off"); } catch { /* It holds for this page alone */ }
}

function use(isOn) {
  document.body.classList.toggle("with-keys", isOn);
  for (const button of document.querySelectorAll("[data-key]")) {
    if (isOn) button.setAttribute("aria-keyshortcuts", button.dataset.key.trim());
    else button.removeAttribute("aria-keyshortcuts");
  }
}

const isOn = () => (box ? box.checked : remembered());

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const isEnter = event.key === "Enter";
  // Enter already means something on whatever can be pressed
  if (event.target.closest(`input, select, textarea, [contenteditable]${isEnter ? ", a, button, summary" : ""}`)) return;
  const button = document.querySelector(`[data-key~="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// One verdict for each company, however often a key or a button is pressed
document.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  isSent = false;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

if (box) {
  box.checked = remembered();
  document.querySelector("#keys").hidden = false;
  box.addEventListener("change", () => { remember(box.checked); use(box.checked); });
}
use(isOn());
if (!location.hash) document.querySelector("#said .bad")?.scrollIntoView({ block: "nearest" });
