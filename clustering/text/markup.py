"""What stands in a description without being said in it: page and mail markup, stock phrases.

It comes along when a text is copied from a page, a mail or a directory. The same sentence with and
without it has the same words.
"""

import html
import re
import unicodedata

from clustering.text.replacing import Replace


def _plain_entity(entity: re.Match[str]) -> str:
    sign = html.unescape(entity.group())
    if sign.isspace():
        return " "
    # A soft hyphen or a joiner says where a word may be parted, and is no part of it
    return "" if unicodedata.category(sign[0]) in ("Cf", "Cc") else sign


def _decoded(quoted: re.Match[str]) -> str:
    """Quoted-printable letters of a mail; what makes no text stays as it is."""
    data = bytes.fromhex(quoted.group().replace("=", ""))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return quoted.group()
    return text if text.isprintable() else quoted.group()


# Each is linear: one that finds no end takes the rest of the text, or is bounded in length
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SOFT_LINE_END = re.compile(r"=\r?\n")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}){2,}|=(?:20|3D|09)(?![0-9])")
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# Formatting inside a sentence parts no words; other tags do
_FORMATTING = re.compile(
    r"</?(?:a|abbr|b|big|em|font|i|mark|small|span|strong|sub|sup|u)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:article|blockquote|dd|div|dl|dt|footer|h[1-6]|header|hr|li|ol|p|section|table|td|th|tr"
    r"|ul)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z!?][^<>]{0,2000}>", re.IGNORECASE)
# Of mail merges, templates and wikis, in which nothing was filled in
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|\$\{[^{}]{0,200}\}|%%\w{1,60}%%"
    r"|\[\[[^\[\]]{0,200}\]\]"
)
# The words of a link are said, its address is not
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\((?:https?:|mailto:|/|#|\.)[^()\s]{0,2000}\)")
_SHORTCODE = re.compile(
    # A closing one, one with attributes, those of forums, and those that page builders make
    r"\[/[a-z][\w-]{0,40}\]|\[[a-z][\w-]{0,40}(?:=|\s[\w-]{1,40}=)[^\[\]]{0,500}\]"
    r"|\[(?:b|i|u|s|img|url|quote|code|center|list|\*)\]|\[[a-z]{2,20}_[a-z_]{2,40}\]"
    r"|\[(?:image|cid|logo):[^\[\]]{0,300}\]",
    re.IGNORECASE,
)
_MAIL_HEAD = re.compile(
    # A single such line may be said of a company
    r"(?:^[> ]{0,10}(?:from|to|cc|bcc|sent|date|subject|reply-to|message-id|mime-version"
    r"|content-[a-z-]{1,40}):[^\n]{0,1000}(?:\n|\Z)){2,}"
    r"|^[> ]{0,10}-{2,}[^\n]{0,3}(?:original message|forwarded message)[^\n]{0,10}$",
    re.IGNORECASE | re.MULTILINE,
)
# Whole phrases alone, since each of their words may say what a company does
_STOCK = re.compile(
    r"\b(?:(?:read|learn|show|see|view|find out|load) (?:more|less)(?: about (?:us|this \w{1,20}))?"
    r"|click here(?: (?:for|to) (?:more|learn|read|see|view)(?: \w{1,20}){0,3})?"
    r"|view (?:full )?(?:company )?(?:profile|details|listing|website|map)"
    r"|visit (?:our |the |their )?(?:web ?)?site"
    r"|(?:claim|report|edit|update) (?:this|your) (?:business|company|listing|profile|page)"
    r"|is this your (?:business|company|listing)\?"
    r"|get directions|write a review|be the first to review|add to favou?rites"
    r"|(?:all )?rights reserved|terms (?:of (?:use|service)|and conditions|& conditions)"
    r"|(?:privacy|cookie) policy|(?:this |our )?(?:web ?)?site uses cookies|we use cookies"
    r"|accept (?:all )?cookies|skip to (?:main )?content|back to top|powered by wordpress"
    r"|sign up (?:for|to) our newsletter|subscribe to our newsletter"
    r"|follow us on(?:,? (?:and |& )?(?:facebook|twitter|x|linkedin|instagram|youtube)){0,6}"
    r"|(?:no|there is no) description(?: (?:is )?available| provided)?"
    r"|description (?:is )?not available|lorem ipsum(?: dolor sit amet)?)\b\.{0,3}\u2026?",
    re.IGNORECASE,
)
_VERBS = ("read", "learn", "show", "see", "view", "find out", "load")
_STOCK_SIGNS = (
    *(f"{verb} {amount}" for verb in _VERBS for amount in ("more", "less")),
    *("click here", "view full", "view company", "view profile", "view details", "view listing"),
    *("view website", "view map", "visit our", "visit the", "visit web", "visit site"),
    *("claim ", "report this", "report your", "edit this", "edit your", "update this"),
    *("update your", "is this your", "get directions", "write a review", "first to review"),
    *("add to favo", "rights reserved", "terms of", "terms and", "terms &", "policy", "cookies"),
    *("skip to", "back to top", "powered by", "newsletter", "follow us", "description", "lorem"),
)

# In this order: what is written twice over is unwrapped first
MARKUP = [
    Replace(_SOFT_LINE_END, "", ("=",)),
    Replace(_QUOTED, _decoded, ("=",)),
    Replace(_ENTITY, _plain_entity, ("&",)),
    Replace(_ENTITY, _plain_entity, ("&",)),
    Replace(_INVISIBLE, ""),
    Replace(_NOT_SHOWN, "\n", ("<",)),
    Replace(_FORMATTING, "", ("<",)),
    Replace(_BLOCK, "\n", ("<",)),
    Replace(_TAG, " ", ("<",)),
    Replace(_PLACEHOLDER, " ", ("{", "%%", "[[")),
    Replace(_MARKDOWN_LINK, r"\1", ("](",)),
    Replace(_SHORTCODE, " ", ("[",)),
    Replace(_MAIL_HEAD, "\n", ("from:", "subject:", "sent:", "date:", "content-", " message")),
    Replace(_STOCK, "\n", _STOCK_SIGNS),
]


def without_markup(text: str) -> str:
    """What a text says by itself."""
    for step in MARKUP:
        text = step.clean(text)
    return text
