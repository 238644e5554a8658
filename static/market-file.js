// A market map that was mailed as one file: words light companies up, on the map and in the list.
"use strict";

const box = document.getElementById("words");
const said = document.getElementById("said");
const entries = [...document.querySelectorAll("[data-company]")];

function lightUp() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const map = document.querySelector(".market-map");
  map.classList.toggle("searched", words.length > 0);
  let lit = 0;
  for (const entry of entries) {
    const text = entry.textContent.toLowerCase();
    const isLit = words.every((word) => text.includes(word));
    entry.hidden = !isLit;
    if (isLit) lit += 1;
    const mark = document.getElementById(`m${entry.dataset.company}`);
    if (mark) mark.classList.toggle("lit", isLit && words.length > 0);
  }
  said.textContent = words.length ? `${lit} of ${entries.length}` : "";
}

box.closest("form").hidden = false;
box.addEventListener("input", lightUp);
box.closest("form").addEventListener("submit", (event) => event.preventDefault());
