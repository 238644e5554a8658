"""The keys taken out of what is told of a service's words, however the service writes them.

What is told and the key are compared with their escapes undone, and without case, blanks and signs
that no key has. Rather too much is taken out than too little.

A reply is read as it came, since a part of the key may be a word or number of an answer too.
"""

import base64
import html
import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from itertools import compress
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

MASK = "[key]"
# Values of an address's query that are keys by their names, or by what they look like
NAMES_OF_KEYS = re.compile("key|code|sig|token|secret|auth|passw|pwd|credential", re.IGNORECASE)
LIKE_A_KEY = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S{16,}")
SHORTEST_KEY = 4
# More than any writing of a key takes, so that one across a cut is masked too
MARGIN = 8 * 1024
# So many signs of the key one after the other tell of it, as they are or in base64; some of those
# may be passed over
PART = 8
FEWEST_COMPARED = 6
# Shorter beginnings of it, where a text was cut off
SHORTEST_BEGINNING = 3
CUT_OFF = "…"
# One inside the other, as in %25252F
MOST_ESCAPES = 8
# Of signs that a key may have, and of blanks and such that break it; in small letters
NAMES = {
    name.lower().encode(): sign
    for name, sign in html5.items()
    if name.endswith(";") and (sign.isascii() or not sign.isprintable())
}
# Of JSON, JavaScript, addresses and pages
ESCAPE = re.compile(
    rb"[\\%]u([0-9a-f]{4})|(?:\\x|%)([0-9a-f]{2})"
    rb"|(&\#x?[0-9a-f]{1,12};)|&(" + b"|".join(NAMES) + rb")"
    rb"|\\[bfnrt]|\\(.)",
    re.DOTALL,
)
GONE = b"\0"
# Beside all that no key has, what addresses and base64 write in more than one way
COMPARED = bytes(
    sign if 0x20 < sign < 0x7F and chr(sign) not in "+-/_" else 0 for sign in range(256)
)


def keys_sent() -> Iterator[str]:
    """What no message, row or page may tell: the key, and those in the endpoint's address."""
    if settings.AML_API_KEY:
        yield settings.AML_API_KEY
    address = urlsplit(settings.AML_URL)
    if address.password:
        yield unquote(address.password)
    for name, value in parse_qsl(address.query):
        is_key = len(value) >= SHORTEST_KEY and NAMES_OF_KEYS.search(name)
        if is_key or LIKE_A_KEY.fullmatch(value):
            yield value


def without_keys(said: str, most: int) -> str:
    """The beginning of a text, so many characters and a few more, without any key that is sent."""
    is_cut = len(said) > most
    # Cut first: to look through megabytes that nobody is shown takes seconds
    told = said[: most + MARGIN] + CUT_OFF if is_cut else said
    for key in keys_sent():
        told = without_key(told, key)
    return told[:most] + CUT_OFF if is_cut else told


def without_key(said: str, key: str) -> str:
    """A text without the key and without any part of it that is long enough to tell of it."""
    written = said.encode("utf-8", "surrogatepass")
    plain, begins, ends = _plain(written)
    parts = _parts(key)
    found = []
    for length in {len(part) for part in parts}:
        for begin in range(len(plain) - length + 1):
            end = begin + length
            if plain[begin:end] in parts:
                found.append((begin, end))
    kept = []
    end_of_last = 0
    for begin, end in sorted(found):
        # Parts that overlap are one
        if begins[begin] >= end_of_last:
            kept.append(written[end_of_last : begins[begin]])
        end_of_last = max(end_of_last, ends[end - 1] + 1)
    kept.append(written[end_of_last:])
    masked = MASK.encode().join(kept).decode("utf-8", "surrogatepass")
    for length in range(len(key) - 1, SHORTEST_BEGINNING - 1, -1):
        masked = masked.replace(key[:length] + CUT_OFF, MASK + CUT_OFF)
    return masked


@lru_cache(maxsize=8)
def _parts(key: str) -> frozenset[bytes]:
    """What tells of the key: each part of it, of its base64 and of its hexadecimal digits."""
    secret = key.encode()
    itself = _compared(secret)
    digits = secret.hex().encode()
    # Each with how long its parts are
    forms = [
        (itself, min(PART, len(itself))),
        (digits, 2 * PART),
    ]
    # Behind a name, as in user:key, it begins at any of the three bytes that become four signs
    for before in range(3):
        bytes_up_to_its_end = before + len(secret)
        coded = base64.b64encode(bytes(before) + secret)
        # Without the signs in which its neighbours have a share
        first = (4 * before + 2) // 3
        end = 4 * bytes_up_to_its_end // 3
        own = _compared(coded[first:end])
        forms.append((own, PART))
    parts: set[bytes] = set()
    for form, length in forms:
        last_begin = len(form) - length
        for begin in range(last_begin + 1):
            parts.add(form[begin : begin + length])
    for begin in range(len(secret) - PART + 1):
        part = _compared(secret[begin : begin + PART])
        if len(part) >= FEWEST_COMPARED:
            parts.add(part)
    return frozenset(parts - {b""})


def _compared(written: bytes) -> bytes:
    compared, _, _ = _plain(written)
    return compared


def _plain(written: bytes) -> tuple[bytes, "array[int]", "array[int]"]:
    """What is compared, and where the first and the last byte of each of its signs is written."""
    plain = written.lower()
    begins = ends = array("I", range(len(plain)))
    for _ in range(MOST_ESCAPES):
        if not ESCAPE.search(plain):
            break
        # As long as before, so that each sign is still where its escape begins or ends
        at_begins = ESCAPE.sub(lambda escape: _sign(escape).ljust(len(escape[0]), GONE), plain)
        at_ends = ESCAPE.sub(lambda escape: _sign(escape).rjust(len(escape[0]), GONE), plain)
        begins = array("I", compress(begins, at_begins))
        ends = array("I", compress(ends, at_ends))
        plain = at_begins.replace(GONE, b"")
    compared = plain.translate(COMPARED)
    begins = array("I", compress(begins, compared))
    ends = array("I", compress(ends, compared))
    return compared.replace(GONE, b""), begins, ends


def _sign(escape: re.Match[bytes]) -> bytes:
    """The sign that an escape stands for; nothing for a blank and for what no key has."""
    digits = escape[1] or escape[2]
    if digits:
        sign = chr(int(digits, 16))
    elif escape[3]:
        sign = html.unescape(escape[3].decode())
    elif escape[4]:
        sign = NAMES[escape[4]]
    else:
        sign = (escape[5] or b"").decode("ascii", "ignore")
    return sign.lower().encode("ascii", "ignore")[:1]
