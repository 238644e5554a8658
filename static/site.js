// On every page: times in the visitor's own terms, and buttons and links that show that they were pressed.
"use strict";

const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) {
  time.title = local.format(new Date(time.dateTime));
}

// Open menus close when one looks elsewhere
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") {
    const menu = event.target.closest("details.menu[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
    document.querySelector(".suggested")?.replaceChildren();
  } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("#jump");
    if (!search?.checkVisibility()) return;
    event.preventDefault();
    search.focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.target.form?.requestSubmit();
  }
});

// The search box in the head suggests titles; most readers never type there, so htmx comes when one begins to
document.querySelector("#jump")?.addEventListener("focus", (event) => {
  if (window.htmx) return;
  const script = document.createElement("script");
  script.src = event.target.dataset.htmx;
  document.head.append(script);
}, { once: true });

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.dataset.busy) return;
  button.dataset.idle = button.textContent;
  button.textContent = button.dataset.busy;
  button.setAttribute("aria-busy", "true");
});

// A file that takes a while before its download begins
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-says]");
  if (link) link.closest("details").querySelector("[aria-live]").textContent = link.dataset.says;
});

// Back from the result: the browser may show the page as it was left
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-idle]")) {
    button.textContent = button.dataset.idle;
    button.removeAttribute("aria-busy");
  }
});
