"""The bytes of a model taken apart and put together again, to damage them."""

import hashlib
import json
from typing import Any

from clustering.artifact import SIGNATURE

START = len(SIGNATURE) + 8


def header_end(data: bytes) -> int:
    return START + int.from_bytes(data[len(SIGNATURE) : START], "little")


def header(data: bytes) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(data[START : header_end(data)])
    return decoded


def body(data: bytes) -> bytes:
    return data[header_end(data) :]


def with_header(encoded: bytes, arrays: bytes) -> bytes:
    return SIGNATURE + len(encoded).to_bytes(8, "little") + encoded + arrays


def signed(found: dict[str, Any], arrays: bytes) -> bytes:
    """A model with a checksum that fits, whatever is in it."""
    unsigned = json.dumps({**found, "sha256": ""}).encode()
    checksum = hashlib.sha256(unsigned + arrays).hexdigest()
    return with_header(
        unsigned.replace(b'"sha256": ""', f'"sha256": "{checksum}"'.encode(), 1), arrays
    )
