// A spreadsheet that is dropped anywhere on a page with a field for one goes into the field.
"use strict";

const field = document.querySelector(".drop input[type=file]");

function holdsFiles(event) {
  return field && event.dataTransfer?.types.includes("Files");
}

document.addEventListener("dragover", (event) => {
  if (holdsFiles(event)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  field.files = event.dataTransfer.files;
  field.form.querySelector("button[data-busy]").focus();
});
