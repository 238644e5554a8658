// The map: dragged, pinched, zoomed by wheel and keys through the picture's viewBox; the server draws it anew, with
// more names, when what is seen leaves what was drawn. A card says what a company is before its page opens.
// Every link works without this too.
"use strict";

const first = document.getElementById("map");
// What the server measures by (scoring/maps); there is no map while no company has a place
const UNITS = Number(first?.dataset.units), MOST_ZOOM = Number(first?.dataset.mostZoom), STEPS = Number(first?.dataset.steps);
const MARGIN = Number(first?.dataset.margin);
const PARTS = ["map", "map-legend", "map-found", "map-chosen"];
// What is drawn beyond the window, of its side (scoring/maps/windows.py): so far one may move without a new picture
const BESIDE = 0.25, ABOVE = 0.15;
const SETTLES = 250, HOVERS = 120;
const said = document.getElementById("map-said");
const fingers = new Map(), cards = new Map();
// What is seen of the map (0 to 1), and what the server drew
let seen, drawn, later, asking, hovering, pointed = null, wasDragged = false, isTouch = false, isPicking = false;

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const sheet = () => document.getElementById("map");
const picture = () => document.querySelector("#map > .map");

function readPart(part) {
  const { z, left, top } = part.dataset;
  drawn = { z: Number(z), left: Number(left), top: Number(top), side: 2 ** -z };
  pointed = null;
  part.classList.add("can-move");
  // Keys work on the picture, which is a stop of its own only with this script
  part.tabIndex = 0;
  part.setAttribute("role", "group");
  document.getElementById("map-pick").hidden = false;
  pickByRectangle(isPicking);
  part.setAttribute("aria-label", "Map: + and - zoom, arrow keys move, Enter goes from company to company");
}

// Dragging moves the map, or draws a rectangle around companies
function pickByRectangle(isOn) {
  isPicking = isOn;
  document.getElementById("map-pick").setAttribute("aria-pressed", isOn);
  picture().classList.toggle("by-rectangle", isOn);
}

function chooseInside(isInside) {
  wasDragged = true;
  const inside = marks().filter((link) => {
    const { x, y } = link.querySelector("use");
    return isInside({ x: x.baseVal.value, y: y.baseVal.value });
  });
  if (!inside.length) { said.textContent = "No company is in it. Where the map has dots for many, zoom in first."; return; }
  const address = new URL(location.href), there = new Set(address.searchParams.getAll("like"));
  for (const link of inside) if (!there.has(company(link))) address.searchParams.append("like", company(link));
  ask(address, { ...seen });
}

function show() {
  seen.side = within(seen.side, 2 ** -MOST_ZOOM, 1);
  seen.left = within(seen.left, 0, 1 - seen.side);
  seen.top = within(seen.top, 0, 1 - seen.side);
  const at = (value) => (value / drawn.side) * UNITS;
  const edge = at(seen.side) * MARGIN / UNITS, whole = at(seen.side) + 2 * edge;
  const box = [at(seen.left - drawn.left) - edge, at(seen.top - drawn.top) - edge, whole, whole];
  picture().setAttribute("viewBox", box.map((value) => value.toFixed(1)).join(" "));
}

// The edge of the picture would cut them, until the map is moved on
function hideCutNames() {
  const edges = picture().getBoundingClientRect();
  const crosses = ({ left, right }, edge) => left < edge && right > edge;
  for (const name of picture().querySelectorAll(".names text")) {
    const box = name.getBoundingClientRect();
    const isCut = crosses(box, edges.left) || crosses(box, edges.right);
    name.setAttribute("visibility", isCut ? "hidden" : "visible");
  }
}

// Once the map is still: at a whole level, with the address of what is seen, and drawn anew where it was not drawn
function settle() {
  clearTimeout(later);
  later = setTimeout(() => {
    const z = within(Math.round(-Math.log2(seen.side)), 0, MOST_ZOOM);
    const side = 2 ** -z;
    const kept = { left: seen.left + (seen.side - side) / 2, top: seen.top + (seen.side - side) / 2, side };
    const corner = (start) => within(Math.round(start / side * STEPS), 0, (2 ** z - 1) * STEPS);
    const address = new URL(location.href);
    for (const [name, value] of [["z", z], ["x", corner(kept.left)], ["y", corner(kept.top)]]) address.searchParams.set(name, value);
    const isNear = Math.abs(kept.left - drawn.left) <= BESIDE * side && Math.abs(kept.top - drawn.top) <= ABOVE * side;
    if (z !== drawn.z || !isNear) { ask(address, kept); return; }
    seen = kept;
    show();
    hideCutNames();
    history.replaceState(history.state, "", address);
  }, SETTLES);
}

// Without `kept`, the window that the server drew is seen
async function ask(address, kept) {
  asking?.abort();
  asking = new AbortController();
  let page;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") said.textContent = "The map could not be fetched: try again.";
    return;
  }
  // Signed out meanwhile, or the last company is gone: the whole page says so
  if (!page.getElementById("map")) { location.assign(address); return; }
  // In the middle of a drag the picture stays
  if (fingers.size) { settle(); return; }
  replace(page);
  seen = kept ?? { ...drawn };
  show();
  hideCutNames();
  history.replaceState(history.state, "", address);
  said.textContent = document.getElementById("map-caption").textContent.trim();
}

function replace(page) {
  const focused = document.activeElement;
  for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  for (const field of document.querySelectorAll("form[role=search] input[type=hidden]")) field.remove();
  readPart(sheet());
  if (focused.isConnected) return;
  // Where the keyboard was, or else the picture
  const again = document.getElementById(focused.id) ?? sheet();
  again.focus({ preventScroll: true });
}

function zoom(factor, x, y) {
  hideCard();
  const side = within(seen.side * factor, 2 ** -MOST_ZOOM, 1);
  seen.left += (seen.side - side) * x;
  seen.top += (seen.side - side) * y;
  seen.side = side;
  show();
  settle();
}

// Towards the viewed company where it is in sight, else into the middle
function zoomIn() {
  const ring = document.querySelector("#map .ring");
  const on = (drawnFrom, seenFrom, place) => (drawnFrom + (place.baseVal.value / UNITS) * drawn.side - seenFrom) / seen.side;
  const x = ring ? on(drawn.left, seen.left, ring.cx) : 0.5, y = ring ? on(drawn.top, seen.top, ring.cy) : 0.5;
  const isSeen = x >= 0 && x <= 1 && y >= 0 && y <= 1;
  // What lay at 2x - ½ stays where it is: so that the company comes to the middle
  zoom(0.5, isSeen ? 2 * x - 0.5 : 0.5, isSeen ? 2 * y - 0.5 : 0.5);
}

function move(right, down) {
  hideCard();
  seen.left += right * seen.side;
  seen.top += down * seen.side;
  show();
  settle();
}

// Where on the window, 0 to 1; the picture goes beyond it
function spot(event) {
  const box = picture().getBoundingClientRect(), side = Math.min(box.width, box.height) * UNITS / (UNITS + 2 * MARGIN);
  return { x: (event.clientX - box.left - (box.width - side) / 2) / side, y: (event.clientY - box.top - (box.height - side) / 2) / side };
}

function drag(event) {
  if (!fingers.has(event.pointerId)) return;
  const before = [...fingers.values()];
  const here = spot(event), was = fingers.get(event.pointerId);
  if (!wasDragged && Math.hypot(here.x - was.x, here.y - was.y) < 0.01) return;
  wasDragged = true;
  picture().classList.add("moving");
  fingers.set(event.pointerId, here);
  const after = [...fingers.values()];
  if (after.length === 1) { move(was.x - here.x, was.y - here.y); return; }
  const middle = (pair) => ({ x: (pair[0].x + pair[1].x) / 2, y: (pair[0].y + pair[1].y) / 2 });
  const apart = (pair) => Math.max(Math.hypot(pair[0].x - pair[1].x, pair[0].y - pair[1].y), 0.01);
  move(middle(before).x - middle(after).x, middle(before).y - middle(after).y);
  zoom(apart(before) / apart(after), middle(after).x, middle(after).y);
}

function release(event) {
  if (!fingers.delete(event.pointerId)) return;
  picture().classList.remove("moving");
  settle();
}

// The card

const company = (link) => link?.href.baseVal.match(/\/(\d+)\/$/)?.[1];
const marks = () => [...picture().querySelectorAll("g > a")];

async function showCard(link) {
  const number = company(link);
  if (!number) return;
  pointed?.classList.remove("at");
  pointed = link;
  link.classList.add("at");
  const address = first.dataset.cards.replace("/0/", `/${number}/`) + location.search;
  if (!cards.has(address)) {
    const answer = await fetch(address).catch(() => null);
    // Somebody who is no longer signed in is sent to the page that asks for it
    if (answer?.redirected) location.reload();
    if (!answer?.ok || answer.redirected) return;
    cards.set(address, await answer.text());
  }
  // Something else is pointed at by now
  if (pointed !== link) return;
  const card = document.getElementById("map-card");
  card.innerHTML = cards.get(address);
  placeCard(card, sheet(), link.getBoundingClientRect());
}

function hideCard() {
  clearTimeout(hovering);
  pointed?.classList.remove("at");
  pointed = null;
  document.getElementById("map-card").hidden = true;
}

function hover(event) {
  const link = event.target.closest?.("#map g > a");
  if (event.pointerType !== "mouse" || fingers.size || link === pointed) return;
  clearTimeout(hovering);
  if (link) hovering = setTimeout(() => showCard(link), HOVERS);
  // A way from the mark to its card, to click what it offers
  else if (!event.target.closest?.(".peek")) hovering = setTimeout(hideCard, 2 * HOVERS);
}

// From company to company: the nearest in the direction of an arrow, at first the one in the middle
function pointAt(right, down) {
  const box = sheet().getBoundingClientRect();
  const place = (link) => { const mark = link.getBoundingClientRect(); return { x: mark.x + mark.width / 2, y: mark.y + mark.height / 2 }; };
  const here = pointed ? place(pointed) : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  let best = null, least = Infinity;
  for (const link of marks()) {
    const there = place(link), x = there.x - here.x, y = there.y - here.y;
    if (link === pointed || there.x < box.left || there.x > box.right || there.y < box.top || there.y > box.bottom) continue;
    const along = x * right + y * down, across = Math.abs(x * down) + Math.abs(y * right);
    if ((right || down) && along <= across / 2) continue;
    const away = right || down ? along + 2 * across : Math.hypot(x, y);
    if (away < least) { best = link; least = away; }
  }
  if (best) showCard(best);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const KEYS = {
  "+": zoomIn, "=": zoomIn, "-": () => zoom(2, 0.5, 0.5), "0": () => zoom(2 ** MOST_ZOOM, 0.5, 0.5),
  Enter: () => (pointed ? location.assign(pointed.href.baseVal) : pointAt(0, 0)),
  " ": () => (pointed ? document.querySelector("#map-card .choose")?.click() : pointAt(0, 0)),
  Escape: hideCard,
};

function press(event) {
  if (event.target !== sheet() || event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  if (!arrow && !KEYS[event.key]) return;
  event.preventDefault();
  if (!arrow) KEYS[event.key]();
  else if (pointed) pointAt(...arrow);
  else move(arrow[0] / 4, arrow[1] / 4);
}

function click(event) {
  if (event.target.closest("#map-pick")) pickByRectangle(!isPicking);
  const link = event.target.closest("a");
  if (!link?.closest(".mapping") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const isMark = link.matches("#map g > a");
  if (isMark && (wasDragged || (isTouch && link !== pointed))) {
    event.preventDefault();
    if (!wasDragged) showCard(link);
    return;
  }
  if (link.matches(".door") && wasDragged) { event.preventDefault(); return; }
  // Links that only change the map need no new page
  const to = new URL(link.href.baseVal ?? link.href, location.href);
  if (to.pathname !== location.pathname || (link.hash && !link.search)) return;
  event.preventDefault();
  clearTimeout(later);
  if (link.id === "map-in") zoomIn();
  else if (link.id === "map-out") zoom(2, 0.5, 0.5);
  else {
    // Other links were written for what was drawn, but one may have moved since
    const stays = !link.matches(".door, #map-whole, .viewed a");
    const here = new URL(location.href).searchParams;
    if (stays) for (const name of ["z", "x", "y"]) if (here.has(name)) to.searchParams.set(name, here.get(name));
    ask(to, stays ? { ...seen } : null);
  }
}

function listen() {
  document.addEventListener("pointerdown", (event) => {
    isTouch = event.pointerType === "touch";
    if (event.button || !event.target.closest("#map > .map")) return;
    if (!fingers.size) wasDragged = false;
    if (isPicking || event.shiftKey) {
      hideCard();
      drawRectangle(picture(), event, chooseInside);
      return;
    }
    if (fingers.size < 2) fingers.set(event.pointerId, spot(event));
  });
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerover", hover);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release);
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("#map")) event.preventDefault(); });
  document.addEventListener("wheel", (event) => {
    if (!event.target.closest("#map > .map") || (event.deltaY > 0 && seen.side === 1)) return;
    event.preventDefault();
    const { x, y } = spot(event);
    zoom(2 ** within(event.deltaY / 200, -1, 1), x, y);
  }, { passive: false });
  document.addEventListener("keydown", press);
  window.addEventListener("resize", hideCutNames);
  document.addEventListener("focusout", (event) => { if (event.target === first) hideCard(); });
  document.addEventListener("click", click);
}

if (first) {
  readPart(first);
  seen = { ...drawn };
  document.getElementById("map-keys").hidden = false;
  hideCutNames();
  listen();
}
