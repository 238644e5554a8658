// The market map: cards on hover, focus and touch; companies chosen by a rectangle, and dragged to another cluster.
// Every link and form of the page works without this too.
"use strict";

const sheet = document.getElementById("market");
const pictures = [...sheet.querySelectorAll(".market-map")];
const card = document.getElementById("map-card");
const form = document.getElementById("market-form");
const toggle = document.getElementById("by-rectangle");
const bar = document.getElementById("market-pick");
const mayEdit = "mayEdit" in sheet.dataset;
const SVG = "http://www.w3.org/2000/svg";
// In units of the picture, and in milliseconds
const REACH = 9, HOVERS = 120;
const cards = new Map();
let picture, marks;
let pointed = null, hovering, drag = null, wasDragged = false, chosen = [];

// The picture for this screen; each mark is a point of a path, and its company the number at the same place
function readPicture() {
  picture = pictures.find((each) => each.getClientRects().length) ?? pictures[0];
  marks = [...picture.querySelectorAll(".marks")].flatMap((path) => {
    const places = path.getAttribute("d").split("M").slice(1);
    const companies = path.dataset.companies.split(" ");
    return places.map((place, at) => {
      const [x, y] = place.split(" ").map(Number);
      return { x, y, company: companies[at] };
    });
  });
}

const companyOf = (link) => link?.getAttribute("href").match(/^\/submissions\/(\d+)\/$/)?.[1];

function markAt(event) {
  const company = companyOf(event.target.closest?.("a"));
  if (company) return marks.find((mark) => mark.company === company);
  const { x, y } = unitsUnder(picture, event);
  let best = null, least = REACH;
  for (const mark of marks) {
    const away = Math.hypot(mark.x - x, mark.y - y);
    if (away < least) { best = mark; least = away; }
  }
  return best;
}

function boxOf(mark) {
  const matrix = picture.getScreenCTM(), at = new DOMPoint(mark.x, mark.y).matrixTransform(matrix), half = REACH * matrix.a;
  return new DOMRect(at.x - half, at.y - half, 2 * half, 2 * half);
}

async function showCard(mark) {
  clearTimeout(hovering);
  pointed = mark;
  const address = sheet.dataset.cards.replace("/0/", `/${mark.company}/`);
  if (!cards.has(address)) {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    cards.set(address, await answer.text());
  }
  // Something else is pointed at by now
  if (pointed !== mark) return;
  card.innerHTML = cards.get(address);
  placeCard(card, sheet, boxOf(mark));
}

function hideCard() {
  clearTimeout(hovering);
  pointed = null;
  card.hidden = true;
}

function hover(event) {
  if (event.pointerType !== "mouse" || drag) return;
  if (event.target.closest(".peek")) { clearTimeout(hovering); return; }
  const mark = markAt(event);
  picture.classList.toggle("at-mark", mark !== null);
  if (mark === pointed) return;
  clearTimeout(hovering);
  // A way from the mark to its card, to click what it offers
  hovering = mark ? setTimeout(() => showCard(mark), HOVERS) : setTimeout(hideCard, 2 * HOVERS);
}

// What is chosen has a ring, and its page stands beside the map

function ring(companies) {
  for (const rings of sheet.querySelectorAll(".rings")) rings.remove();
  if (!companies.length) return;
  const isChosen = new Set(companies), rings = document.createElementNS(SVG, "path");
  rings.setAttribute("class", "rings");
  rings.setAttribute("d", marks.filter((mark) => isChosen.has(mark.company)).map((mark) => `M${mark.x} ${mark.y}h0`).join(""));
  picture.append(rings);
}

async function choose(companies) {
  chosen = companies;
  ring(companies);
  const place = document.getElementById("map-chosen");
  place.replaceChildren();
  bar.hidden = !companies.length;
  bar.querySelector("b").textContent = `${companies.length} chosen`;
  if (!companies.length) return;
  const body = new FormData(form);
  body.set("also", companies.join(" "));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  // Something else is chosen by now
  if (chosen !== companies) return;
  if (!answer?.ok) { bar.querySelector("b").textContent = "It could not be fetched: try again."; return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...(page.getElementById("map-chosen")?.childNodes ?? []));
}

function moveTo(companies, into) {
  for (const [name, value] of [["also", companies.join(" ")], ["do", "move"], ["into", into]]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.submit();
}

// A drag draws a rectangle, or takes a company along to another region

function begin(event) {
  if (event.button || !event.isPrimary || event.target.closest(".peek")) return;
  if (event.pointerType === "touch" && toggle.getAttribute("aria-pressed") !== "true") return;
  wasDragged = false;
  const mark = markAt(event);
  if (!mark) drawRectangle(picture, event, (isInside) => {
    wasDragged = true;
    choose(marks.filter(isInside).map((each) => each.company));
  });
  else if (mayEdit) drag = { mark, pressed: event, shape: null };
}

function take(event) {
  if (!drag || (!drag.shape && !hasMoved(drag.pressed, event))) return;
  if (!drag.shape) {
    hideCard();
    drag.shape = addShape(picture, "circle");
    picture.setPointerCapture(event.pointerId);
  }
  const { x, y } = unitsUnder(picture, event), over = regionAt({ x, y });
  setShape(drag.shape, { cx: x, cy: y, r: REACH });
  for (const region of picture.querySelectorAll(".region")) region.classList.toggle("over", region === over);
}

function drop(event) {
  if (!drag) return;
  const { mark, shape } = drag;
  drag = null;
  if (!shape) return;
  wasDragged = true;
  shape.remove();
  for (const region of picture.querySelectorAll(".over")) region.classList.remove("over");
  const from = regionAt(mark), to = regionAt(unitsUnder(picture, event));
  if (event.type === "pointercancel" || !to || to === from) return;
  moveTo(chosen.includes(mark.company) ? chosen : [mark.company], to.dataset.into);
}

function regionAt({ x, y }) {
  return [...picture.querySelectorAll(".region")].find((region) => {
    const { x: left, y: top, width, height } = region.querySelector("rect").getBBox();
    return x >= left && x <= left + width && y >= top && y <= top + height;
  });
}

// A finger shows the card first; marks without a name are no links of their own
function click(event) {
  // The click that ends a drag opens nothing
  if (wasDragged) { event.preventDefault(); wasDragged = false; return; }
  const mark = markAt(event);
  if (!mark) return;
  if (event.pointerType === "touch" && pointed !== mark) {
    event.preventDefault();
    showCard(mark);
  } else if (!event.target.closest("a")) location.assign(`/submissions/${mark.company}/`);
}

readPicture();
toggle.hidden = false;
bar.querySelector("button").addEventListener("click", () => choose([]));
toggle.addEventListener("click", () => {
  const isOn = toggle.getAttribute("aria-pressed") !== "true";
  toggle.setAttribute("aria-pressed", isOn);
  for (const each of pictures) each.classList.toggle("by-rectangle", isOn);
});
// The card shows what a title would
for (const title of sheet.querySelectorAll(".market-map a[href^='/submissions/'] > title")) {
  title.parentElement.setAttribute("aria-label", title.textContent.split("\n")[0]);
  title.remove();
}
sheet.addEventListener("pointermove", hover);
sheet.addEventListener("pointerleave", () => { if (!drag) hovering = setTimeout(hideCard, 2 * HOVERS); });
for (const each of pictures) {
  each.addEventListener("pointerdown", begin);
  each.addEventListener("pointermove", take);
  each.addEventListener("pointerup", drop);
  each.addEventListener("pointercancel", drop);
  each.addEventListener("click", click);
  each.addEventListener("dragstart", (event) => event.preventDefault());
}
// A phone that is turned
new ResizeObserver(() => { hideCard(); readPicture(); ring(chosen); }).observe(sheet);
// Not on the picture, which Chromium would make a stop of its own
sheet.addEventListener("focusin", (event) => {
  const company = companyOf(event.target.closest(".market-map a"));
  if (company && event.target.matches(":focus-visible")) showCard(marks.find((mark) => mark.company === company));
});
sheet.addEventListener("focusout", (event) => { if (!sheet.contains(event.relatedTarget)) hideCard(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  hideCard();
  if (chosen.length) choose([]);
});
