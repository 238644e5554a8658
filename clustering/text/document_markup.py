"""Markup of word processors, manuals and data: RTF, AsciiDoc and JSON. See `markup.py`.

Each pattern is linear here too: it ends at the next brace, bracket or line, or is bounded.
"""

import re

from clustering.text.replacing import Replace

# Groups of RTF that are about the document, from the inside out
_RTF_ABOUT = re.compile(
    r"\{\s?\\(?:\*\s?\\[a-z]{1,32}|f\d{1,5}\\f(?:nil|roman|swiss|modern|script|decor|tech|bidi)"
    r"|[sd]s?\d{1,5}|(?:fonttbl|colortbl|stylesheet|info|pict|author|operator|title|subject|company"
    r"|manager|category|keywords|comment|doccomm|hlinkbase|creatim|revtim|printim|buptim|header[lrf]?"
    r"|footer[lrf]?|list|listtable|listlevel|listoverride|listoverridetable|rsidtbl|generator)\b)"
    r"[^{}]*(?:\{[^{}]*\}[^{}]*)*+\}",
)
_RTF_CONTROL = re.compile(
    r"\\'([0-9a-f]{2})"
    # What stands behind a sign is for readers that do not know it
    r"|\\u(-?\d{1,5})(?:\s?\\'[0-9a-f]{2}|\s?\?|\s(?=\S))?"
    r"|\\(par|line|page|sect|tab|cell|row|column|~|\n|\r)(?![a-z])\s?"
    r"|\\[a-z]{1,32}(?:-?\d{1,10})?\s?|\\([{}\\])|\\[^a-z]|[{}]",
    re.IGNORECASE,
)


def _plain_control(control: re.Match[str]) -> str:
    byte, number, end, escaped = control.groups()
    if byte:
        return bytes.fromhex(byte).decode("cp1252", errors="replace")
    if number:
        # Beyond half of them they are written as negative ones
        sign = chr(int(number) % 0x10000)
        if sign.isprintable():
            return sign
        return " "
    if end:
        return "\n"
    return escaped or ""


_ASCIIDOC_LINE = re.compile(
    # Attributes of a document, comments, and what a block is
    r"^(?::!?[\w-]{1,40}!?:[^\n]{0,500}|//[^\n]{0,500}"
    r"|\[(?:source|listing|quote|verse|abstract|example|sidebar|discrete|horizontal|qanda|cols"
    r"|options|NOTE|TIP|IMPORTANT|WARNING|CAUTION|[.#%][\w-]{1,40})"
    r"(?:[,.#%=][^\[\]\n]{0,300})?\])[ \r]*$",
    re.MULTILINE,
)
_ASCIIDOC_MACRO = re.compile(
    r"\b(?:image|video|audio|include|icon|toc|ifn?def|ifeval|endif|anchor|indexterm2?)::?"
    r"[^\s\[\]]{0,500}\[[^\[\]\n]{0,300}\]"
)
_ASCIIDOC_LABEL = re.compile(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION): ", re.MULTILINE)
# Their words are said
_ASCIIDOC_LINK = re.compile(
    r"\b(?:link:|xref:|mailto:|https?://)[^\s\[\]]{1,500}"
    r"\[([^\[\],^]{1,300})(?:[,^][^\[\]]{0,300})?\]"
)
_ASCIIDOC_REFERENCE = re.compile(r"<<[\w#./:-]{1,100},\s?([^<>\n]{1,200})>>")

# A key, as JSON and Python write it, with a value that is no text
_JSON_KEY = re.compile(
    r"[\[{,]\s*+[\"'][^\"'\\\n{}]{1,100}[\"']\s*+:\s*+(?:true|false|null|None|-?\d[\d.eE+-]*)?"
    # Ends of lines inside values
    r"|(?<!\\)\\[nrt]"
)
# From end to end: JSON beside sentences is left for the code that it is
_WHOLE_JSON = re.compile(
    r"\A\s*+(?:\[\s*+)?\{\s*+[\"'][^\"'\\\n{}]{1,100}[\"']\s*+:.*[\]}]\s*\Z", re.DOTALL
)

DOCUMENT_MARKUP = [
    # Of a text that is nothing else the values are said
    Replace(_JSON_KEY, "\n", ("{",), needs=_WHOLE_JSON),
    *[Replace(_RTF_ABOUT, "", ("{\\rtf",))] * 3,
    Replace(_RTF_CONTROL, _plain_control, ("{\\rtf",)),
    Replace(_ASCIIDOC_LINE, "", ("\n:", "\n[", "\n//")),
    Replace(_ASCIIDOC_MACRO, " ", ("image:", "video:", "audio:", "icon:", "::")),
    Replace(_ASCIIDOC_LABEL, "", ("note: ", "tip: ", "important: ", "warning: ", "caution: ")),
    Replace(_ASCIIDOC_LINK, r"\1", ("link:", "xref:", "mailto:", "://")),
    Replace(_ASCIIDOC_REFERENCE, r"\1", ("<<",)),
]
