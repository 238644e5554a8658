// The map: dragged, pinched, zoomed by wheel and keys through the picture's viewBox; the server draws it anew, finer,
// when what is seen leaves what was drawn. Every link works without this too.
"use strict";

const first = document.getElementById("map");
// What the server measures by (scoring/maps); there is no map while no company has a place
const UNITS = Number(first?.dataset.units), MOST_ZOOM = Number(first?.dataset.mostZoom), STEPS = Number(first?.dataset.steps);
const SETTLES = 250;
const said = document.getElementById("map-said");
const fingers = new Map();
// What is seen of the map (0 to 1), and what the server drew
let seen, drawn, later, asking, wasDragged = false;

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const sheet = () => document.querySelector("#map .sheet");

function readPart(part) {
  const { z, left, top } = part.dataset;
  drawn = { z: Number(z), left: Number(left), top: Number(top), side: 2 ** -z };
  const paper = sheet();
  paper.classList.add("can-move");
  // Keys work on the picture, which is a stop of its own only with this script
  const figure = paper.parentElement;
  figure.tabIndex = 0;
  figure.setAttribute("aria-label", "Map: + and - zoom, arrow keys move");
}

function show() {
  seen.side = within(seen.side, 2 ** -MOST_ZOOM, 1);
  seen.left = within(seen.left, 0, 1 - seen.side);
  seen.top = within(seen.top, 0, 1 - seen.side);
  const at = (value) => (value / drawn.side) * UNITS;
  const box = [at(seen.left - drawn.left), at(seen.top - drawn.top), at(seen.side), at(seen.side)];
  sheet().setAttribute("viewBox", box.map((value) => value.toFixed(1)).join(" "));
}

function settle() {
  clearTimeout(later);
  later = setTimeout(() => {
    const z = within(Math.floor(-Math.log2(seen.side) + 0.01), 0, MOST_ZOOM);
    const inside = seen.left >= drawn.left - 1e-9 && seen.top >= drawn.top - 1e-9
      && seen.left + seen.side <= drawn.left + drawn.side + 1e-9 && seen.top + seen.side <= drawn.top + drawn.side + 1e-9;
    if (z === drawn.z && inside) return;
    const side = 2 ** -z;
    const corner = (start) => within(Math.round((start + seen.side / 2 - side / 2) / side * STEPS), 0, (2 ** z - 1) * STEPS);
    const address = new URL(location.href);
    address.searchParams.set("z", z);
    address.searchParams.set("x", corner(seen.left));
    address.searchParams.set("y", corner(seen.top));
    ask(address, { ...seen });
  }, SETTLES);
}

// Without `kept`, all that the server draws is seen
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
  const part = page.getElementById("map");
  // Signed out meanwhile, or the last company is gone: the whole page says so
  if (!part) { location.assign(address); return; }
  // In the middle of a drag the picture stays
  if (fingers.size) { settle(); return; }
  replace(part);
  seen = kept && Math.floor(-Math.log2(kept.side) + 0.01) === drawn.z ? kept : { ...drawn };
  for (const [start, side] of [["left", "side"], ["top", "side"]]) {
    seen[start] = within(seen[start], drawn[start], drawn[start] + drawn.side - Math.min(seen[side], drawn.side));
  }
  show();
  history.replaceState(history.state, "", address);
  said.textContent = document.getElementById("map-caption").textContent.trim();
}

function replace(part) {
  const old = document.getElementById("map");
  const onFigure = old.querySelector("figure") === document.activeElement;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(part);
  readPart(part);
  const again = onFigure || !document.getElementById(focused) ? part.querySelector("figure") : document.getElementById(focused);
  if (onFigure || focused) again.focus({ preventScroll: true });
}

function zoom(factor, x, y) {
  const side = within(seen.side * factor, 2 ** -MOST_ZOOM, 1);
  seen.left += (seen.side - side) * x;
  seen.top += (seen.side - side) * y;
  seen.side = side;
  show();
  settle();
}

function move(right, down) {
  seen.left += right * seen.side;
  seen.top += down * seen.side;
  show();
  settle();
}

// Where on the picture, 0 to 1
function spot(event) {
  const box = sheet().getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
}

function drag(event) {
  if (!fingers.has(event.pointerId)) return;
  const before = [...fingers.values()];
  const here = spot(event), was = fingers.get(event.pointerId);
  if (!wasDragged && Math.hypot(here.x - was.x, here.y - was.y) < 0.01) return;
  wasDragged = true;
  sheet().classList.add("moving");
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
  sheet().classList.remove("moving");
  settle();
}

const KEYS = {
  "+": () => zoom(0.5, 0.5, 0.5), "=": () => zoom(0.5, 0.5, 0.5), "-": () => zoom(2, 0.5, 0.5), "0": () => zoom(2 ** MOST_ZOOM, 0.5, 0.5),
  ArrowLeft: () => move(-0.25, 0), ArrowRight: () => move(0.25, 0), ArrowUp: () => move(0, -0.25), ArrowDown: () => move(0, 0.25),
};

function listen() {
  document.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.closest(".sheet")) return;
    if (!fingers.size) wasDragged = false;
    if (fingers.size < 2) fingers.set(event.pointerId, spot(event));
  });
  document.addEventListener("pointermove", drag);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release);
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".sheet")) event.preventDefault(); });
  document.addEventListener("wheel", (event) => {
    if (!event.target.closest(".sheet") || (event.deltaY > 0 && seen.side === 1)) return;
    event.preventDefault();
    const { x, y } = spot(event);
    zoom(2 ** within(event.deltaY / 200, -1, 1), x, y);
  }, { passive: false });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("#map figure") || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link?.closest(".sheet") && wasDragged) { event.preventDefault(); return; }
    // Links that only move the map need no new page
    const to = link?.closest("#map")?.contains(link) ? new URL(link.href.baseVal ?? link.href, location.href) : null;
    if (!to || to.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    clearTimeout(later);
    ask(to, null);
  });
}

if (first) {
  readPart(first);
  seen = { ...drawn };
  listen();
}
