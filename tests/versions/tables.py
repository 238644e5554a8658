"""Tables and marks of a page, as a reader sees them."""

import re
from html import unescape

from django.test import Client

from tests.shown import shown

NUMBER = re.compile(r"[\d,]+")


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return shown(response)


def table(page: str, label: str) -> list[list[str]]:
    """The cells of the table in the region with this label, the heading first."""
    region = re.search(
        rf'aria-label="{re.escape(label)}".*?<table[^>]*>(.*?)</table>', page, re.DOTALL
    )
    assert region, f"no table {label!r}"
    return rows_of(region[1])


def rows_of(markup: str) -> list[list[str]]:
    return [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", markup, re.DOTALL)
    ]


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def composition_table(page: str, version: int) -> dict[str, list[int]]:
    """Category -> its counts in each cluster."""
    (_, *categories, last), *lines = table(page, f"Categories by cluster of version {version}")
    assert last == "All"
    counts = [[int(count.replace(",", "")) for count in cells] for _, *cells in lines]
    assert all(sum(row[:-1]) <= row[-1] for row in counts)
    return {name: [row[place] for row in counts] for place, name in enumerate(categories)}


def definitions(page: str) -> dict[str, str]:
    """What stands behind each name of the page's lists of names."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {plain(name): plain(value) for name, value in found}


def current(page: str) -> dict[str, str]:
    """The entries of the navigation that are marked as current, with their mark."""
    navigation = re.search(r'<nav aria-label="Main">(.*?)</nav>', page, re.DOTALL)
    assert navigation
    return {
        name: mark for mark, name in re.findall(r'aria-current="(\w+)">(.*?)</a>', navigation[1])
    }


def titles_on(page: str) -> list[str]:
    """The companies of a list, in its order."""
    head = r'<th scope="row" role="rowheader" class="line" dir="auto">(<a .*?</a>)'
    return [plain(name) for name in re.findall(head, page)]


def size_on(page: str) -> int:
    found = re.search(r'<p class="(?:facts|soft)">([\d,]+) compan', page)
    assert found
    return int(found[1].replace(",", ""))
