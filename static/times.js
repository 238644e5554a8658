// Times in the visitor's own terms; without this script they are in UTC.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    time.title = local.format(new Date(time.dateTime));
  }
});
