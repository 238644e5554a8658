"""How much of the stylesheet serves one page alone.

    python -m benchmarks.stylesheet

A rule counts for every page on which its selectors match, whatever is pointed at or unfolded, in
a site of the catalogue. What stands on /look/ is a component, and no page's own. Rules that match
nowhere here (messages, empty places) are told apart.
"""

import os
from typing import Any

from benchmarks.pictures import FOLDER, OF_ITS_OWN, browser, prepared_site, running_site

# Of the collection that is divided
COMPANIES = 60
# Each rule with its selectors; where a state is asked for, the part that has it stands for it
RULES = r"""
() => {
  const found = [];
  const states = [
    "hover", "focus", "focus-visible", "focus-within", "active", "before", "after", "checked",
    "open", "disabled", "marker", "placeholder", "target", "-webkit-[a-z-]+", "-moz-[a-z-]+",
  ];
  const state = new RegExp(`:{1,2}(${states.join("|")})(\\([^)]*\\))?(?![a-z-])`, "g");
  const walk = (rules) => {
    for (const rule of rules) {
      if (rule.selectorText) {
        const plain = rule.selectorText.replace(state, "") || "*";
        let there = false;
        try { there = document.querySelector(plain) !== null; } catch { there = true; }
        found.push([rule.selectorText + rule.cssText, rule.cssText.length, there]);
      } else if (rule.cssRules) walk(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) walk(sheet.cssRules);
  return found;
}
"""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.update(OF_ITS_OWN)
    import django

    django.setup()
    pages, session = prepared_site()
    pages |= more_pages()
    sizes: dict[str, int] = {}
    served: dict[str, set[str]] = {}
    with running_site() as address, browser() as chromium:
        context = chromium.new_context()
        context.add_cookies([{**session, "url": address}])
        page = context.new_page()
        for name, place in pages.items():
            page.goto(address + place)
            count(page, name, sizes, served)
    report(sizes, served)


def more_pages() -> dict[str, str]:
    own = divided_collection()
    return {
        "similar": "/similar/",
        "look": "/look/",
        "account": "/account/",
        "collections": "/collections/",
        "collection": "/collections/1/",
        "own collection": f"{own}?by=sectors",
        "own clusters": f"{own}clusters/",
        "own cluster": f"{own}clusters/0/",
        "market map": f"{own}map/",
        "market map with words": f"{own}map/?q=bank",
        "settings": f"{own}settings/",
        "import": "/import/",
        "results of a search": "/search/?q=bank",
        "programs": "/programs/",
        "about": "/about/",
    }


def divided_collection() -> str:
    """The address of a collection of the reviewer's, with clusters of its own."""
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from scoring.companies import submissions
    from scoring.markets.changing.asking import divide_later
    from scoring.models import Collection, Submission
    from scoring.models.submissions import fingerprint

    owner = User.objects.get(username="reviewer")
    own, is_new = Collection.objects.get_or_create(owner=owner, name="Spring deals")
    if is_new:
        for said in Submission.objects.filter(collection=1).order_by("pk")[:COMPANIES]:
            same = {name: getattr(said, name) for name in ("title", "category", "text")}
            mark = fingerprint(**same)
            source = Submission.Source.IMPORT
            row = Submission(**same, collection=own, source=source, fingerprint=mark)
            submissions.store([row])
        call_command("worker", until_empty=True)
        divide_later(own, by="reviewer")
        call_command("worker", until_empty=True)
    return f"/collections/{own.pk}/"


def count(page: Any, name: str, sizes: dict[str, int], served: dict[str, set[str]]) -> None:
    for rule, size, is_there in page.evaluate(RULES):
        sizes[rule] = size
        pages = served.setdefault(rule, set())
        if is_there:
            pages.add(name)


def report(sizes: dict[str, int], served: dict[str, set[str]]) -> None:
    total = sum(sizes.values())
    alone: dict[str, int] = {}
    for rule, pages in served.items():
        if len(pages) == 1 and pages != {"look"}:
            (name,) = pages
            alone[name] = alone.get(name, 0) + sizes[rule]
    for name, size in sorted(alone.items(), key=lambda each: -each[1]):
        print(f"{name:<22}{size / total:>6.1%}")
    nowhere = sum(sizes[rule] for rule, pages in served.items() if not pages)
    print(f"{'one page alone':<22}{sum(alone.values()) / total:>6.1%} of {total:,} characters")
    print(f"{'none of these pages':<22}{nowhere / total:>6.1%}")


if __name__ == "__main__":
    main()
