// A market map that was mailed as one file: words light companies up, on the map and in the list; a mark has a card.
"use strict";

const box = document.getElementById("words");
const said = document.getElementById("said");
const sheet = document.getElementById("market");
const card = document.getElementById("map-card");
const entries = [...document.querySelectorAll("[data-company]")];
const marks = [...document.querySelectorAll("[data-mark]")];

function lightUp() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const map of document.querySelectorAll(".market-map")) map.classList.toggle("searched", words.length > 0);
  const lit = new Set();
  for (const entry of entries) {
    const text = entry.textContent.toLowerCase();
    const isLit = words.every((word) => text.includes(word));
    entry.hidden = !isLit;
    if (isLit) lit.add(entry.dataset.company);
  }
  for (const mark of marks) mark.classList.toggle("lit", words.length > 0 && lit.has(mark.dataset.mark));
  said.textContent = words.length ? `${lit.size} of ${entries.length}` : "";
}

function showCard(event) {
  const mark = event.target.closest("[data-mark]");
  if (!mark) return;
  const entry = document.getElementById(`c${mark.dataset.mark}`);
  card.replaceChildren(...[...entry.firstElementChild.children].map((part) => {
    const line = document.createElement("p");
    line.append(part.cloneNode(true));
    return line;
  }));
  placeCard(card, sheet, mark.getBoundingClientRect());
}

function hideCard() { card.hidden = true; }

box.closest("form").hidden = false;
box.addEventListener("input", lightUp);
box.closest("form").addEventListener("submit", (event) => event.preventDefault());
// The card shows what a title would
for (const mark of marks) {
  const title = mark.querySelector("title");
  mark.setAttribute("aria-label", title.textContent.split("\n")[0]);
  title.remove();
}
for (const shows of ["pointerover", "focusin"]) sheet.addEventListener(shows, showCard);
for (const hides of ["pointerleave", "focusout"]) sheet.addEventListener(hides, hideCard);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideCard(); });
// Its mark is elsewhere then
window.addEventListener("resize", hideCard);
