// Buttons that copy or print; without this script their places stay empty and the links do the same.
"use strict";

async function copy(text, what) {
  const said = document.querySelector("#copied");
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = `${what} copied.`;
  } catch {
    said.textContent = "Your browser did not allow copying. Select the text and copy it yourself.";
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy) {
    const source = document.querySelector(button.dataset.copy);
    await copy(source.value ?? source.textContent, button.dataset.what || "Link");
  }
  if (button.dataset.copyFrom) {
    const reply = await fetch(document.querySelector(button.dataset.copyFrom).href);
    await copy(await reply.text(), "JSON");
  }
  if ("print" in button.dataset) window.print();
});

function show() {
  for (const button of document.querySelectorAll("[data-copy], [data-copy-from], [data-print]")) button.hidden = false;
}

show();
document.addEventListener("htmx:afterSwap", show);
