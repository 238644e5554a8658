// Lists of companies: what is ticked stays ticked while one pages, sorts and filters.
"use strict";

function withChosen(address, numbers) {
  const target = new URL(address, location.href);
  target.searchParams.delete("like");
  for (const number of numbers) target.searchParams.append("like", number);
  return target.href;
}

function keepTicks(form) {
  const bar = form.querySelector(".pick");
  const all = form.querySelector("[data-all]");
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name="like"]')];
  const elsewhere = [...form.querySelectorAll('input[type="hidden"][name="like"]')].map((input) => input.value);
  const chosen = () => [...elsewhere, ...boxes.filter((box) => box.checked).map((box) => box.value)];

  function keep() {
    const numbers = chosen();
    bar.querySelector("b").textContent = `${numbers.length} chosen`;
    bar.querySelector('[value="compare"]').disabled = numbers.length !== 2;
    for (const link of document.querySelectorAll('#filters a[href*="?"], #find a[href*="?"]:not([data-clears])')) {
      link.href = withChosen(link.href, numbers);
    }
    history.replaceState(history.state, "", withChosen(location.href, numbers));
    all.checked = boxes.every((box) => box.checked);
  }

  form.addEventListener("change", (event) => {
    if (event.target === all) {
      for (const box of boxes) box.checked = all.checked;
    }
    // The last ones give way
    for (const box of [...boxes].reverse()) {
      if (chosen().length > Number(bar.dataset.most)) box.checked = false;
    }
    keep();
  });
  document.querySelector("#columns")?.addEventListener("formdata", (event) => {
    event.formData.delete("like");
    for (const number of chosen()) event.formData.append("like", number);
  });
  all.hidden = false;
  keep();
}

const list = document.querySelector("#find");
if (list?.querySelector("[data-all]")) keepTicks(list);
