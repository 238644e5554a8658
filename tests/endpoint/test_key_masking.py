"""In whatever way a service writes the key, what is told of it is none of it."""

import base64
import time
from typing import Any
from urllib.parse import quote

import pytest

from scoring.endpoint.key_masking import without_key, without_keys

KEY = "tEst/Key+with0123456789=="
BYTES = KEY.encode()
WRITINGS = {
    "as it is": KEY,
    "percent": quote(KEY, safe=""),
    "percent twice": quote(quote(KEY, safe=""), safe=""),
    "percent of each sign": "".join(f"%{sign:02x}" for sign in BYTES),
    "a plus that became a blank": KEY.replace("+", " "),
    "hexadecimal": BYTES.hex(),
    "hexadecimal in capitals": BYTES.hex().upper(),
    "hexadecimal in pairs": BYTES.hex(" "),
    "JSON": "".join(f"\\u{sign:04x}" for sign in BYTES),
    "JSON in JSON": "".join(f"\\\\u{sign:04X}" for sign in BYTES),
    "Python": "".join(f"\\x{sign:02x}" for sign in BYTES),
    "names of a page": KEY.replace("+", "&plus;").replace("=", "&equals;").replace("/", "&sol;"),
    "numbers of a page": "".join(f"&#{sign};" for sign in BYTES),
    "a page in JSON": "".join(f"\\u0026#x{sign:x};" for sign in BYTES),
    "names in capitals": KEY.replace("+", "&PLUS;").replace("=", "&EQUALS;"),
    "a page's end of a line": f"{KEY[:9]}&NewLine;{KEY[9:]}",
    "capitals": KEY.upper(),
    "two lines": f"{KEY[:9]}\n{KEY[9:]}",
    "two lines in JSON": f"{KEY[:9]}\\r\\n{KEY[9:]}",
    "a zero-width space": f"{KEY[:5]}\u200b{KEY[5:11]}\\u200b{KEY[11:]}",
    "without its end": KEY[:-2],
    "without its last four": KEY[:-4],
    "without its beginning": KEY[2:],
    "eight of its middle": KEY[7:15],
}


@pytest.mark.parametrize("name", WRITINGS)
def test_the_key_is_masked_however_it_is_written(name: str) -> None:
    said = f"Bad: {WRITINGS[name]} — é, try again."

    assert without_key(said, KEY) == "Bad: [key] — é, try again."


@pytest.mark.parametrize(
    ("before", "masked"),
    [("", "[key]Q=="), ("user:", "dXNlcjp[key]"), ("anyone:", "YW55b25lOn[key]0=")],
)
def test_of_base64_only_signs_of_its_neighbours_stay(before: str, masked: str) -> None:
    coded = base64.b64encode(before.encode() + BYTES)
    safe = base64.urlsafe_b64encode(before.encode() + BYTES)

    assert without_key(f"Basic {coded.decode()}", KEY) == f"Basic {masked}"
    assert without_key(f"Basic {safe.decode()}", KEY) == f"Basic {masked}"


@pytest.mark.parametrize(
    "key", ['quo"ted-key-01234', "back\\slashed-key", "it's&a%41key", "1&secret;2", "pin7"]
)
def test_a_key_of_other_signs_or_few_is_masked(key: str) -> None:
    assert without_key(f"The key {key} is bad.", key) == "The key [key] is bad."


def test_the_beginning_of_a_key_that_was_cut_off_is_masked() -> None:
    assert without_key(f"It is {KEY[:4]}…", KEY) == "It is [key]…"


@pytest.mark.parametrize(
    "said",
    ["", "The key is bad.", "A third of it: tEst/Ke", '{"a": [0.74657374, 0.4b6579]}', "100%"],
)
def test_what_tells_nothing_of_the_key_stays_as_it_is(said: str) -> None:
    assert without_key(said, KEY) == said


def test_nothing_is_masked_without_a_key(settings: Any) -> None:
    settings.AML_API_KEY = settings.AML_URL = ""

    assert without_keys("Any words", 20) == "Any words"


@pytest.mark.parametrize(
    "query",
    [
        f"code={quote(KEY)}",
        f"api-key={quote(KEY)}",
        f"sp=r&sig={quote(KEY)}",
        f"x={quote(KEY[:16])}",
    ],
)
def test_a_key_in_the_query_of_the_address_is_masked(settings: Any, query: str) -> None:
    settings.AML_URL = f"https://ml.example/score?api-version=2018-06-01&details=true&{query}"
    settings.AML_API_KEY = ""

    said = f"At 2018-06-01 details are true for {KEY[:12]}"

    assert without_keys(said, 100) == "At 2018-06-01 details are true for [key]"


def test_a_password_in_the_address_is_masked(settings: Any) -> None:
    settings.AML_URL = "https://user:pass%2Bword@ml.example/score"

    assert without_keys("Bad pass+word.", 100) == "Bad [key]."


def test_of_megabytes_the_part_that_is_told_is_masked_also_across_its_end(settings: Any) -> None:
    settings.AML_API_KEY = KEY
    said = "x" * 95 + "".join(f"\\u{sign:04x}" for sign in BYTES) + "y" * 10_000_000

    begun = time.process_time()
    told = without_keys(said, 100)

    assert told == "x" * 95 + "[key]…"
    assert time.process_time() - begun < 1


def test_a_long_text_of_escapes_is_searched_in_no_time() -> None:
    said = "%2525Ab+c " * 20_000 + KEY

    begun = time.process_time()
    masked = without_key(said, KEY)

    assert masked == said[: -len(KEY)] + "[key]"
    assert time.process_time() - begun < 3
