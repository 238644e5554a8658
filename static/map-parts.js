// What maps share: where the card of a company stands, and a rectangle that is drawn around companies.
"use strict";

function placeCard(card, sheet, mark) {
  card.hidden = false;
  const around = sheet.getBoundingClientRect(), room = 8, beside = 10;
  const within = (value, most) => Math.max(room, Math.min(value, most));
  const right = mark.right - around.left + beside, left = mark.left - around.left - card.offsetWidth - beside;
  const isTooFar = right + card.offsetWidth > around.width;
  card.style.left = `${within(isTooFar ? left : right, around.width - card.offsetWidth - room)}px`;
  card.style.top = `${within(mark.top - around.top, around.height - card.offsetHeight - room)}px`;
}

// In the units of a picture
const unitsUnder = (picture, event) => (
  new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse()));
// A press that moves by less is a click
const hasMoved = (start, event) => Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) >= 5;

function addShape(picture, kind) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", kind);
  shape.setAttribute("class", "picking");
  picture.append(shape);
  return shape;
}

function setShape(shape, values) {
  for (const [name, value] of Object.entries(values)) shape.setAttribute(name, value);
}

// From where a pointer was pressed to where it is let go; `isInside` tells of a place in the picture's units
function drawRectangle(picture, pressed, done) {
  const start = unitsUnder(picture, pressed), listening = new AbortController(), { signal } = listening;
  let shape = null;
  picture.addEventListener("pointermove", (event) => {
    if (!shape && !hasMoved(pressed, event)) return;
    if (!shape) {
      shape = addShape(picture, "rect");
      picture.setPointerCapture(event.pointerId);
    }
    const { x, y } = unitsUnder(picture, event);
    setShape(shape, {
      x: Math.min(x, start.x), y: Math.min(y, start.y), width: Math.abs(x - start.x), height: Math.abs(y - start.y),
    });
  }, { signal });
  for (const end of ["pointerup", "pointercancel"]) {
    picture.addEventListener(end, () => {
      listening.abort();
      if (!shape) return;
      const { x, y, width, height } = shape.getBBox();
      shape.remove();
      const isInside = (place) => place.x >= x && place.x <= x + width && place.y >= y && place.y <= y + height;
      if (end === "pointerup") done(isInside);
    }, { signal });
  }
}
