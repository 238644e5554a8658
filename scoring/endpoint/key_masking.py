"""The key taken out of whatever a service repeats, before anything is cut short."""

import json
import re
from functools import lru_cache

MASK = b"[key]"
ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


def without_key(content: bytes, key: str) -> bytes:
    """A reply without the key, however JSON, a page or an address writes it.

    UTF-16 and UTF-32 become UTF-8.
    """
    if not key:
        return content
    encoding = json.detect_encoding(content)
    if not encoding.startswith("utf-8"):
        content = content.decode(encoding, "replace").encode()
    return _pattern(key).sub(MASK, content)


@lru_cache(maxsize=2)
def _pattern(key: str) -> re.Pattern[bytes]:
    """The key with each of its ASCII characters in every way to write it."""
    characters = []
    for character in key:
        code = ord(character)
        forms = [
            character,
            f"\\{character}",
            f"&{ENTITIES.get(character, 'none')};",
            f"&#{code};",
            f"&#{code:03};",
        ]
        for digits in (f"{code:02x}", f"{code:02X}"):
            forms += [f"\\u00{digits}", f"%{digits}", f"&#x{digits};"]
        any_form = "|".join(map(re.escape, forms))
        characters.append(f"(?:{any_form})")
    return re.compile("".join(characters).encode())
