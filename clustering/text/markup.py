"""What stands in a description without being said in it: markup of pages, wikis, forums, templates.

It comes along when a text is copied from a page or a file. The same sentence with and without it
has the same words. Files of word processors and manuals: `document_markup.py`; mail and stock
phrases: `stock_phrases.py`.
"""

import html
import re
import unicodedata
from urllib.parse import unquote

from clustering.text.document_markup import DOCUMENT_MARKUP
from clustering.text.replacing import Replace

# Each pattern is linear: one that finds no end takes the rest of the text, or is bounded in length


def _plain_entity(entity: re.Match[str]) -> str:
    sign = html.unescape(f"&{entity[1] or entity[2]};")
    if sign.isspace():
        return " "
    # A soft hyphen or a joiner says where a word may be parted, and is no part of it
    if unicodedata.category(sign[0]) in ("Cf", "Cc"):
        return ""
    return sign


# However often an ampersand was escaped; some may lack their end
_ENTITY = re.compile(
    r"&(?:amp;){0,5}(?:(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});"
    r"|(nbsp|amp|lt|gt|quot|copy|reg)(?![a-z0-9=;]))",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


# As JSON and scripts write signs
_ESCAPE = re.compile(r"\\(?:u(?!d[89a-f])([0-9a-f]{4})|[nrt](?![a-z])|(?=[\"'/]))", re.IGNORECASE)


def _plain_percent(escapes: re.Match[str]) -> str:
    plain = unquote(escapes.group(), errors="replace")
    if plain.isprintable() and "\ufffd" not in plain:
        return plain
    return escapes.group()


# As addresses write signs; spaces are left until addresses are gone, which would else end there
_PERCENT = re.compile(r"(?<!\d)(?:%(?!20|0[9ad]|40)[0-9a-f]{2})+", re.IGNORECASE)
# Two or more values of an address that was cut off before them
_QUERY = re.compile(
    r"(?<!\S)\??[\w.\[\]-]{1,60}=[^\s&]{0,500}(?:&(?:amp;)?[\w.\[\]-]{1,60}=[^\s&]{0,500})+"
)
_PATH = re.compile(r"(?<![\S])/(?:[\w.-]{1,80}/)+[\w.-]{0,80}(?!\S)")
# Of tags and sheets of style that were cut off around them
_ATTRIBUTE = re.compile(
    r"(?<!\S)(?:class|id|style|href|src|alt|rel|target|width|height|aria-\w{1,30}|data-[\w-]{1,40})"
    r"=\"[^\"\n]{0,300}\"",
    re.IGNORECASE,
)
_STYLES = re.compile(
    r"(?:(?<![\w-])(?:color|(?:background|font|border|margin|padding|text|line)(?:-[a-z-]{2,20})?"
    r"|display|width|height|position|float)\s?:\s?[^;:\n{}]{1,60};\s*){2,}",
    re.IGNORECASE,
)
_FRONT_MATTER = re.compile(
    r"\A\s*---[ \r]*\n(?:[\w-]{1,40}:[^\n]{0,300}\n){1,30}---[ \r]*$",
    re.MULTILINE,
)
_DIRECTIVE = re.compile(r"^\.\. [\w-]{1,40}::[^\n]{0,300}$", re.MULTILINE)

_UNWRAPPED = re.compile(r"<!\[CDATA\[|\]\]>")
_SERVER_CODE = re.compile(r"<%(?:[^%<]|%(?!>)){0,1000}+%>|<\?(?:[^?<]|\?(?!>)){0,1000}+\?>")
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|noscript|template|head|title|svg|iframe|select|button|nav|ref)\b"
    r"(?![^<>]{0,200}/>).*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# A sign of greater in quotation marks ends no tag
_ATTRIBUTES = r"""(?:\s(?:=\s?"[^"<]{0,1000}"|=\s?'[^'<]{0,1000}'|[^<>]){0,2000}+)?"""
# Formatting inside a sentence parts no words; other tags do
_FORMATTING = re.compile(
    rf"</?(?:a|abbr|b|big|em|font|i|mark|small|span|strong|sub|sup|u|wbr){_ATTRIBUTES}/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:article|blockquote|dd|div|dl|dt|footer|h[1-6]|header|hr|li|ol|p|section|table|td|th|tr"
    rf"|ul){_ATTRIBUTES}/?>",
    re.IGNORECASE,
)
_TAG = re.compile(
    rf"</?[a-z][\w:-]{{0,40}}{_ATTRIBUTES}/?>|</?[a-z!?][^<>]{{0,2000}}>"
    # The last one, cut off
    r"|<[a-z][a-z0-9]{0,20}\s[^<>=]{1,60}=[^<>]{0,1000}\Z",
    re.IGNORECASE,
)

_FENCED = re.compile(r"```[^`]{0,5000}(?:```|\Z)")
_LATEX_PLACE = re.compile(
    r"\\(?:begin|end|label|cite[tp]?|ref|usepackage|documentclass|input|include\w{0,10}|[vh]space)"
    r"\*?(?:\[[^\[\]]{0,100}\])?\{[^{}]{0,200}\}"
)
# What is emphasised is said
_LATEX_WORDS = re.compile(r"\\[A-Za-z]{2,20}\*?\{([^{}]{0,500})\}")
# A backslash between words parts them
_LATEX_COMMAND = re.compile(r"(?<!\S)\\[A-Za-z]{2,20}\b\*?")
# Of a wiki, with words of their own
_WIKI_LINK = re.compile(
    r"\[\[(?!(?:file|image|category):)[^\[\]|]{1,200}\|([^\[\]|]{1,200})\]\]",
    re.IGNORECASE,
)
# Of mail merges, templates and wikis, in which nothing was filled in
_PLACEHOLDER = re.compile(
    r"\{\{\{?[^{}]{0,2000}\}?\}\}|[$#@]\{[^{}]{0,200}\}|\{[%#!$][^{}]{0,200}\}|\{\w[\w.-]{0,60}\}"
    r"|%%\w{1,60}%%|(?<![\d%])%[A-Za-z_][\w.]{0,60}%|%\(\w{1,60}\)[sdf]|##\w{1,60}##"
    r"|\b__[A-Z][A-Z0-9_]{1,60}__\b|(?<![\w$])\${1,2}[A-Za-z_][\w.]{1,60}\${0,2}"
    r"|\*\|[^|\n]{1,60}\|\*|\u00ab\w{0,60}_\w{0,60}\u00bb|<<[^<>\n]{1,60}>>"
    r"|\[\[[^\[\]]{0,200}\]\]|\[%[^\[\]]{0,200}%\]|\[object Object\]"
    r"|\[(?:[Yy]our|[Ii]nsert|INSERT|YOUR|[Ee]nter|[Cc]ompany|COMPANY)\b[^\[\]]{0,60}\]"
)
_PLACEHOLDER_BEGINS = re.compile(r"[{\[\u00ab]|%[%(A-Za-z_]|\$[${A-Za-z_]|##|__|\*\||<<")
_ELEMENT = r"(?:html|body|div|span|img|table|[apu]|h[1-6]|ul|li|td|\*)"
# A word of an element begins a rule where a sign of one follows: sentences say “a” and “table” too
_STYLED = (
    r"(?:[.#@][\w-]++"
    rf"|{_ELEMENT}(?=[.:#{{>]|,?\s*(?:{_ELEMENT}[\s,]\s{{0,9}}){{0,9}}{_ELEMENT}?[.#@{{>+~*:]))"
)
# Three words or more in such signs from end to end are a sentence, and all that is said
_WRAPPING = re.compile(r"\A\s*+(?:<{1,3}|\{{1,3}|\[\[|\u00ab)|(?:[>}]{1,3}|\]\]|\u00bb)\s*\Z")
_WHOLE_WRAPPED = re.compile(
    r"\A\s*+(?:<{1,3}|\{{1,3}|\[\[|\u00ab)\s*+(?=[^\W\d_])"
    r"(?:[^\s<>{}\[\]\u00ab\u00bb|=#$%\"]+\s+){2,}[^\s<>{}\[\]\u00ab\u00bb|=#$%\"]+"
    r"\s*(?:>{1,3}|\}{1,3}|\]\]|\u00bb)\s*\Z"
)
# Rules of style, scripts and JSON: what is in braces and has signs of code, from the inside out
_BRACED_CODE = re.compile(
    # What a rule is for keeps what it has taken: to try it shorter would take for ever
    rf"(?:{_STYLED}(?:(?!{_STYLED})[\w.:,>+~ \t\n-]|\([^(){{}}]{{0,100}}\)){{0,60}}+){{0,12}}+"
    r"\{(?:\s*+|(?=[^{}:;=(]{0,2000}[:;=(])[^{}]{0,4000})\}"
)
_SCRIPT = re.compile(
    r"\b(?:var|let|const)\s+[\w$]{1,60}\s?=[^;]{0,500};"
    r"|\b(?:window|document|console|dataLayer|gtag|fbq|ga|jQuery)[.(=][^;]{0,500};"
    r"|\bfunction\s?[\w$]{0,60}\s?\([^()\n]{0,200}\)"
)
_SCRIPT_BEGINS = re.compile(
    r"=|\b(?:window|document|console|dataLayer|gtag|fbq|ga|jQuery)[.(]|\bfunction"
)

# The words of a link are said, its address is not; of a picture neither is
_MARKDOWN_PICTURE = re.compile(r"!\[[^\[\]]{0,300}\](?:\([^()\n]{0,2000}\)|\[[^\[\]]{0,60}\])")
_MARKDOWN_LINK = re.compile(
    r"\[([^\[\]]{1,300})\](?:\([^()\s]{1,2000}(?:\s[\"'][^\"'\n]{0,200}[\"'])?\)|\[\w{0,60}\])"
)
_MARKDOWN_TARGET = re.compile(r"^ {0,3}\[[^\[\]]{1,60}\]: ?\S{1,2000}[^\n]{0,200}$", re.MULTILINE)
_SHORTCODE = re.compile(
    r"\[img[^\[\]]{0,100}\][^\[\]]{0,500}\[/img\]"
    # A closing one, one with attributes, those of forums, and those that page builders make
    r"|\[/[a-z][\w-]{0,40}\]|\[[a-z][\w-]{0,40}(?:=|\s[\w-]{1,40}=)[^\[\]]{0,500}\]"
    r"|\[(?:b|i|u|s|p|br|hr|h[1-6]|img|url|email|quote|code|spoiler|video|youtube|sub|sup|small|big"
    r"|left|right|center|justify|indent|list|ul|ol|li|table|tr|td|th|\*)\]"
    r"|\[[a-z]{2,20}_[a-z_]{2,40}\]|\[(?:image|cid|logo):[^\[\]]{0,300}\]"
    r"|\[(?:edit|citation needed|clarification needed|when\?|who\?|(?:note|nb) \d{1,3})\]"
    # Emoji by their names
    r"|(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:])",
    re.IGNORECASE,
)
_SHORTCODE_BEGINS = re.compile(r"\[|:[a-z][a-z0-9_+-]{1,40}:", re.IGNORECASE)
_FILE = re.compile(
    r"\b[A-Z]:\\\S{1,500}|data:[\w/+.-]{1,60}[;,][^\s\"'<>]*"
    r"|(?<![\w/.:@-])[\w-]{1,80}\.(?:png|jpe?g|gif|svg|webp|pdf|docx?|xlsx?|pptx?|zip|mp[34]"
    r"|html?|php|aspx?|css|xml|json|csv|txt)\b",
    re.IGNORECASE,
)
_FILE_SIGNS = (
    ".png",
    ".jp",
    ".gif",
    ".svg",
    ".webp",
    ".pdf",
    ".doc",
    ".xls",
    ".ppt",
    ".zip",
    ".mp",
    ".htm",
    ".php",
    ".asp",
    ".css",
    ".xml",
    ".json",
    ".csv",
    ".txt",
)
_BRACED = [
    Replace(
        _PLACEHOLDER,
        " ",
        ("{", "%", "[", "$", "##", "__", "*|", "\u00ab", "<<"),
        on_surface=_PLACEHOLDER_BEGINS,
    ),
    Replace(_BRACED_CODE, "\n", ("{",)),
]

# In this order: what is written twice over is unwrapped first
MARKUP = [
    *DOCUMENT_MARKUP,
    Replace(_FRONT_MATTER, "", ("---",)),
    Replace(_DIRECTIVE, "", ("::",)),
    Replace(_PERCENT, _plain_percent, ("%",), on_surface=_PERCENT),
    Replace(_QUERY, " ", ("=",)),
    Replace(_PATH, " ", ("/",), on_surface=_PATH),
    Replace(_FILE, " ", (":\\", "data:", *_FILE_SIGNS)),
    Replace(_ESCAPE, lambda escape: chr(int(escape[1], 16)) if escape[1] else " ", ("\\",)),
    Replace(_ENTITY, _plain_entity, ("&",), on_surface=_ENTITY),
    Replace(_INVISIBLE, "", on_surface=_INVISIBLE),
    Replace(_WRAPPING, " ", ("<", "{", "[[", "\u00ab"), needs=_WHOLE_WRAPPED),
    Replace(_UNWRAPPED, " ", ("cdata",)),
    Replace(_SERVER_CODE, " ", ("<%", "<?")),
    Replace(_NOT_SHOWN, "\n", ("<",)),
    Replace(_FORMATTING, "", ("<",)),
    Replace(_BLOCK, "\n", ("<",)),
    Replace(_TAG, " ", ("<",)),
    Replace(_STYLES, " ", ("color", "font-", "margin:", "padding:", "display:", "width:")),
    Replace(_FENCED, "\n", ("```",)),
    Replace(_LATEX_PLACE, "\n", ("\\",)),
    Replace(_LATEX_WORDS, r"\1", ("\\",)),
    Replace(_LATEX_COMMAND, "\n", ("\\",)),
    Replace(_WIKI_LINK, r"\1", ("[[",)),
    *_BRACED * 3,
    Replace(_SCRIPT, "\n", (";", "function"), on_surface=_SCRIPT_BEGINS),
    Replace(_SHORTCODE, " ", ("[", ":"), on_surface=_SHORTCODE_BEGINS),
    Replace(_MARKDOWN_PICTURE, " ", ("![",)),
    Replace(_MARKDOWN_LINK, r"\1", ("](", "][")),
    Replace(_MARKDOWN_TARGET, "", ("]:",)),
    Replace(_ATTRIBUTE, " ", ("=",)),
]
