"""The charset that a request names: Django decodes with whatever Python has under that name."""

import codecs

from django.utils.http import parse_header_parameters

# Of the web (WHATWG Encoding Standard); the others that Python has are no charsets of texts, as
# base64, or take no byte that they do not know, as idna. Nor UTF-16: the query, which is ASCII,
# would be read by it too
KNOWN = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "ascii", "koi8-r", "koi8-u", "macintosh"),
        *(
            "ibm866",
            "tis-620",
            "gbk",
            "gb18030",
            "big5",
            "euc-jp",
            "iso-2022-jp",
            "shift_jis",
            "euc-kr",
        ),
        *(f"iso-8859-{part}" for part in range(1, 17) if part != 12),
        *(f"windows-{page}" for page in range(1250, 1259)),
    )
)


def without_strange_charset(content_type: str) -> str:
    """A Content-Type as it is, or without parameters where its charset is none of texts."""
    kind, parameters = parse_header_parameters(content_type)
    charset = parameters.get("charset")
    if charset is None:
        return content_type
    try:
        is_known = codecs.lookup(charset).name in KNOWN
    except (LookupError, ValueError):
        is_known = False
    return content_type if is_known else kind
