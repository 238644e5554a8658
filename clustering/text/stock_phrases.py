"""What copied mails, pages and directories say whatever the company: heads, feet, buttons."""

import re

from clustering.text.replacing import Replace


def _decoded(quoted: re.Match[str]) -> str:
    """Quoted-printable letters of a mail; what makes no text stays as it is."""
    data = bytes.fromhex(quoted.group().replace("=", ""))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return quoted.group()
    if text.isprintable():
        return text
    return quoted.group()


_SOFT_LINE_END = re.compile(r"=\r?\n")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}){2,}|=(?:20|3D|09)(?![0-9])")
_ENCODED_WORD = re.compile(r"=\?[\w-]{1,40}\?[BQ]\?[^?\s]{0,200}\?=", re.IGNORECASE)
_HEAD = (
    r"from|to|cc|bcc|sent|date|subject|reply-to|von|gesendet|an|betreff|datum|de|envoy\u00e9"
    r"|\u00e0|objet|para|enviado|asunto"
)
_MIME = r"message-id|mime-version|content-(?:type|transfer-encoding|disposition|language)"
_MAIL = re.compile(
    # A single line of a head may be said of a company
    rf"^(?:(?:[> ]{{0,10}}(?:{_HEAD}|{_MIME}):[^\n]{{0,1000}}(?:\n|\Z)){{2,}}"
    rf"|[> ]{{0,10}}(?:{_MIME}):[^\n]{{0,1000}}$|--[\w=.-]{{8,100}}$"
    r"|[> ]{0,10}-{2,}[^\n]{0,3}(?:original message|forwarded message)[^\n]{0,10}$"
    r"|[> ]{0,10}on [^\n]{5,200} wrote:[ \r]*$|sent from my [^\n]{1,40}$|-- ?\r?\n[\s\S]*"
    r"|(?:(?:kind|best|warm) regards|yours (?:sincerely|faithfully)|sincerely),?\s*\n[\s\S]{0,300}"
    r"|(?:this|the information (?:contained )?in this) (?:e-?mail|message)\b[^\n]{0,200}?"
    r"(?:confidential|privileged|intended)[^\n]{0,2000})",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_SIGNS = (
    *("from:", "to:", "cc:", "sent:", "date:", "subject:", "von:", "gesendet:", "an:", "betreff:"),
    *("datum:", "de:", "envoy", "objet:", "para:", "enviado:", "asunto:", "content-", "wrote:"),
    *("mime-version", "message-id", "--", "sent from", "regards", "sincerely", "faithfully"),
    *("this e", "this mail", "this message"),
)
_NUMBER = r"\+?[\d(][\d \t()./-]{5,25}"
# The words beside a number of a telephone; the digits go with all others
_TELEPHONE = re.compile(
    r"\b(?:tel(?:ephone)?|phone|fax|mobile|call us(?: at| on)?)\b[.:]{0,2} ?"
    + _NUMBER
    + r"(?:\b ?(?:ext|x)\b\.? ?\d{1,6})?|\btel:\S{3,30}",
    re.IGNORECASE,
)
# A number, or what stands behind a colon
_NUMBER_BEGINS = re.compile(r"[\d(:](?:(?<!:)[\d \t()./-]{5}|(?<=:)\S{3})")
_CALLED = re.compile(r"\b(?:tel(?:ephone)?|phone|fax|mobile)\b|\bcall$", re.IGNORECASE)
_WRITTEN_OUT_MAIL = re.compile(
    r"(?<!\S)[\w.-]{1,60} ?[\[(]at[\])] ?[\w-]{1,60}(?: ?(?:[\[(]dot[\])]|\.) ?[a-z]{2,10}){1,3}",
    re.IGNORECASE,
)
_SITES = r"(?:facebook|twitter|x|linkedin|instagram|youtube|tiktok)"
_MAKERS = r"(?:wordpress|shopify|wix|squarespace|joomla|drupal|webflow|google|blogger)"
_DIRECTORIES = r"(?:linkedin|indeed|glassdoor|crunchbase|google|yelp|facebook)"
# Builders have sites under construction, too
_ABSENT = (
    r"(?:(?:(?:our|this|the) )?(?:new )?(?:(?:company )?(?:description|details|profile)"
    r"|(?:more )?(?:information|info|content)|web ?site|page)|(?:our|this) (?:new )?site)"
)
_REST = r"[^\n.!?|]{0,200}"
# Whole phrases alone, since each of their words may say what a company does
_STOCK = re.compile(
    r"\b(?:(?:read|learn|show|see|view|find out|load) (?:more|less)(?: about (?:us|this \w{1,20}))?"
    r"|click here(?: (?:for|to) (?:more|learn|read|see|view)(?: \w{1,20}){0,3})?"
    r"|view (?:full )?(?:company )?(?:profile|details|listing|website|map)"
    r"|visit (?:our |the |their )?(?:web ?)?site"
    r"|(?:claim|report|edit|update) (?:this|your) (?:business|company|listing|profile|page)"
    r"|(?:is this your|(?:do you )?own this) (?:business|company|listing)\b\??"
    rf"|(?:view|see|show|discover) all (?:[\d,]{{1,9}}\+? )?employees(?: on {_DIRECTORIES})?"
    r"|(?:p\.? ?o\.?|post office) box \d{1,6}"
    rf"|(?:view|see|show) all (?:jobs|reviews)(?: on {_DIRECTORIES})?"
    r"|(?:view|see|find us) on crunchbase|unlock this (?:profile|company)"
    r"|\[?email\W?protected\]?|checking your browser(?: before accessing)?"
    r"|get directions|write (?:a|your) review|be the first to review|add to (?:favou?rites|cart)"
    r"|map data \u00a9 ?\d{4} google"
    r"|copyright(?: \u00a9)? \d{4}(?: ?[-\u2013] ?\d{4})?(?:[^\n|]{0,80}? all rights reserved)?"
    r"|(?:all )?rights reserved|terms (?:of (?:use|service)|and conditions|& conditions)"
    r"|privacy (?:policy|notice|statement|settings)|do not sell my personal information"
    r"|(?:cookie (?:policy|settings|preferences|notice)|manage cookies|accept (?:all )?cookies)"
    r"|(?:(?:this |our )?(?:web ?)?site uses|we use) cookies"
    rf"(?: (?:to|for) (?:ensure|improve|give|provide|enhance|offer|make|analy|personali){_REST})?"
    r"|(?:skip|jump) to (?:main )?(?:content|navigation|search)|back to top"
    rf"|powered by {_MAKERS}|(?:sign up (?:for|to)|subscribe to) our newsletter"
    rf"|(?:follow|find|like|connect with) us on(?:,? (?:and |& )?{_SITES}\b){{0,6}}"
    rf"|share (?:this )?on {_SITES}"
    r"|(?:for (?:more|further) (?:information|details)|to (?:learn|find out) more),?"
    r" (?:please )?(?:visit|see|contact|call|go to)(?: us| (?:our|the) (?:web ?)?site)?(?: at| on)?"
    rf"|{_ABSENT} (?:is )?(?:(?:currently|still) )?(?:coming soon|under construction)"
    r"|(?:no|there is no) description(?: (?:is )?available| provided)?"
    r"|(?:this )?description (?:is )?(?:not available|(?:was )?generated automatically)"
    rf"|(?:please )?enable (?:javascript|cookies){_REST}"
    rf"|javascript is (?:disabled|required|not enabled){_REST}"
    rf"|your browser (?:does not|doesn't) support{_REST}"
    r"|(?:from )?wikipedia, the free encyclopedia|retrieved from wikipedia"
    rf"|lorem ipsum{_REST}(?:\. ?(?:sed do|ut enim|duis aute|excepteur){_REST}){{0,4}}"
    r"|\(?\d{1,6} (?:customer |google )?reviews?\)?)(?!\w)\.{0,3}\u2026?"
    r"|(?:\u00a9|\(c\)) ?\d{4}(?: ?[-\u2013] ?\d{4})?(?:[^\n|]{0,80}? all rights reserved\b)?",
    re.IGNORECASE,
)
_VERBS = ("read", "learn", "show", "see", "view", "find out", "load")
_SITE_NAMES = ("facebook", "twitter", "x", "linkedin", "instagram", "youtube", "tiktok")
_MAKER_NAMES = ("wordpress", "shopify", "wix", "squarespace", "joomla", "drupal", "webflow")
# As much of each phrase as tells it from what companies say of themselves
_STOCK_SIGNS = (
    *(f"{verb} {amount}" for verb in _VERBS for amount in ("more", "less")),
    *("claim this", "claim your", "click here", "view full", "view company", "view profile"),
    *("view details", "view listing", "view website", "view map", "visit site", "visit web"),
    *(f"visit {whose} {site}" for whose in ("our", "the", "their") for site in ("site", "web")),
    *("report this", "report your", "edit this", "edit your", "update this", "update your"),
    *("is this your", "own this business", "own this company", "own this listing"),
    *("coming soon", "under construction", "all jobs", "all reviews"),
    *("po box", "po. box", "o. box", "p o box", "p.o box", "post office box"),
    *("employees", "on crunchbase", "unlock this", "email", "checking your", "enable cookies"),
    *("get directions", "write a review", "write your review", "first to review", "add to favo"),
    *("add to cart", "rights reserved", "terms of use", "terms of serv", "terms and cond"),
    *("terms & cond", "privacy policy", "privacy notice", "privacy s"),
    *(f"cookie {what}" for what in ("policy", "settings", "preferences", "notice")),
    *("manage cookies", "accept cookies", "accept all cookies", "uses cookies", "use cookies"),
    *("copyright", "\u00a9", "(c)", "do not sell", "skip to", "jump to", "back to top"),
    *(f"powered by {maker}" for maker in (*_MAKER_NAMES, "google", "blogger")),
    *("our newsletter", "follow us on", "find us on", "like us on", "connect with us on"),
    *(f"share {what}on {site}" for what in ("", "this ") for site in _SITE_NAMES),
    *("for more info", "for more detail", "for further info", "for further detail"),
    *("to learn more", "to find out more", "no description", "description not"),
    *("description is", "description gen", "description was", "enable javascript"),
    *("javascript is", "your browser", "wikipedia", "lorem", "1 review"),
    *(f"{before} reviews" for before in (*range(10), "customer", "google")),
)
# Buttons, menus and empty fields: words that say something in a sentence, and nothing alone
_BUTTON_END = r"\n.!?|>\u00bb\u203a\u2022\u00b7\u2026"
# What all of these begin with, so that few texts are looked through for them
_BUTTON_WORDS = (
    r"(?:company|description|overview|profile|home|you|about|details|web(?: ?site)?|site(?:map)?"
    r"|address|phone|e-?mail|contact|get|call|visit|request|book|(?:sign|log)(?:in|up|on|out)?"
    r"|register|join|subscribe|view|see|show|browse|open|close|toggle|main|mobile|menu|navigation"
    rf"|search|loading|please|share|tweet|{_SITES}|stay|connect|print|download|suggest|report"
    r"|verified|sponsored|advertisement|cached|similar|translate|collapse|expand|last|updated"
    r"|modified|posted|published|opening|business|working|hours|faqs?|legal|imprint|impressum"
    r"|source|crunchbase|page|not|coming|under|this|unknown|undefined|null|none|nan?|n"
    r"|tb[acd]|to|test|foo(?:bar)?|asdf|sample|placeholder|dummy|text|type|write|enter|insert"
    r"|add|your|follow|accept|reject|external|public|privately)\b"
)
_BUTTON = (
    rf"[ \t]*(?=\d|{_BUTTON_WORDS})(?:"
    r"(?:company )?(?:description|overview|profile):(?=\s)|(?:"
    rf"home(?: [>\u00bb\u203a/](?: [\w&,'-]{{1,30}}){{1,6}}){{0,8}}|you are here:{_REST}"
    r"|about(?: us| the company)?|company (?:overview|description|profile|information|details)"
    r"|(?:overview|description|profile|details|website|web ?site|address|phone|e-?mail):?"
    r"|contact(?: us| info| details)?(?: today| now)?(?: for (?:more|further) \w{4,11})?"
    r"|get in touch(?: with us)?(?: today)?|call (?:us )?(?:now|today)|visit us(?: online| today)?"
    r"|(?:request|get|book) (?:a |an |your )?(?:free )?(?:quote|demo|call ?back|started)"
    rf"|(?:sign|log) ?(?:in|up|on|out)(?: now| here| to {_REST})?|register(?: now| here)?"
    r"|join (?:us|now|today)|subscribe(?: now| today)?|(?:view|see|show|browse) all"
    r"|(?:(?:open|close|toggle|main|mobile) )?(?:menu|navigation)|close|search|loading|please wait"
    rf"|share(?: this(?: page)?)?|tweet(?: this)?|{_SITES}|stay connected|connect with us"
    r"|print(?: this page)?|download (?:pdf|brochure|now)|suggest an edit|report an? \w{3,10}"
    rf"|follow(?: us| on linkedin)?|(?:accept|reject) (?:all|cookies)|external link for {_REST}"
    r"|public company|privately held"
    r"|verified|sponsored|advertisement|cached|similar pages|translate this page|collapse|expand"
    r"|(?:last )?(?:updated|modified|posted|published)(?: on|:) [^\n.!?|]{1,40}"
    rf"|(?:(?:opening|business|working) )?hours:{_REST}|faqs?|site ?map|legal notice|imprint"
    r"|impressum|source: wikipedia|crunchbase|\d(?:\.\d)? stars"
    r"|(?:404 )?(?:page )?not found|coming soon|under construction|this field is required"
    r"|unknown|undefined|null|none|nan|n ?/ ?a|tb[acd]|to be (?:added|announced|confirmed)"
    r"|(?:not|none) (?:available|provided|specified)|test|foo ?bar|asdf"
    r"|(?:sample|placeholder|dummy) text|(?:type|write) here"
    r"|(?:(?:enter|insert|add|type|your|company) ){1,2}(?:a |the |your )?"
    r"(?:text|description)(?: goes)?(?: here)?|(?:text|description) (?:goes )?here"
    rf")[ \t]*(?=[{_BUTTON_END}]|\Z))"
)
_ALONE = re.compile(rf"(?<![^{_BUTTON_END}]){_BUTTON}", re.IGNORECASE)
# Finds the same: a fifth of the time, since it begins with one of a few signs
_BUTTON_BEHIND_END = re.compile(rf"[{_BUTTON_END}]{_BUTTON}", re.IGNORECASE)
# A surface may begin a button where the one before it ends a line, or by itself behind such a sign;
# digits only begin one that goes on: four stars, or 404 not found
BUTTON_BEGINS = re.compile(rf"{_BUTTON_WORDS}|stars", re.IGNORECASE)
ENDS_BEFORE_BUTTON = re.compile(rf"(?:[{_BUTTON_END}]|(?:\A|[{_BUTTON_END}])\d(?:\.\d|04)?)\Z")
_BUTTON_INSIDE = re.compile(rf"[{_BUTTON_END}]{_BUTTON_WORDS}", re.IGNORECASE)
# Fields of directories, as “Headquarters: Austin, TX”: where and how large a company is, not what.
# What stands behind “Products:” and “Specialties:” is said of the business
_FIELD_NAME = (
    r"(?:(?:(?:primary|main) )?(?:industry|industries)|sector"
    r"|(?:(?:company|global|corporate) )?(?:headquarters?|hq)|(?:office |company )?locations?"
    r"|(?:year |date |company )?(?:founded|established|incorporated)"
    r"|(?:founded|founding|foundation|incorporation) (?:year|date)"
    r"|(?:(?:number|no\.|count) of )?employees|employee (?:count|range|size)"
    r"|(?:company|business|organi[sz]ation) (?:size|type|ownership|name|number|status)"
    r"|ownership(?: (?:type|status))?|(?:legal|operating|trading|ipo) (?:form|name|status)"
    r"|also known as|(?:annual |estimated )?(?:revenue|turnover)(?: range)?"
    r"|(?:total |last )?funding(?: (?:round|stage|status|type|date)){0,2}|last round"
    r"|stock (?:symbol|exchange)|ticker|traded as|founders?|ceo"
    r"|(?:naics|sic|vat|zip|postal|registration|tax) (?:code|number|id)"
    r"|country|city|state|zip|postcode|(?:(?:street|postal|business|mailing) )?address"
    r"|(?:(?:business|office|contact) )?(?:phone|telephone|tel|fax)(?: number)?"
    r"|(?:contact )?e-?mail(?: address)?|(?:company )?(?:website|web ?site|url|homepage)"
    r"|linkedin|followers|status|(?:(?:business|company) )?categor(?:y|ies)|tags?"
    r"|(?:(?:average|overall) )?ratings?):"
)
# A plain type may be one of shop or of product
_FIELD_FORM = (
    r"type: (?:privately held|private(?: company)?|public company|publicly traded|partnership"
    r"|sole proprietorship|self[- ](?:employed|owned)|non-?profit|government agency)\b"
)
# A value is some names and numbers; behind one of these a sentence has begun
_SENTENCE_WORD = (
    r"(?-i:(?:[Ww]e|are|by|from|has|have|is|[Ii]ts?|of|[Oo]ur|that|[Tt]he|[Tt]heir|[Tt]hey|to|us|was"
    r"|were|which|who|with|you|your)(?![^\s,]))"
)
_FIELD_END = r"\n.!?|;>\u00bb\u203a\u2022\u00b7\u2026"
_VALUE = (
    rf"(?!{_SENTENCE_WORD}|{_FIELD_NAME}|type:)"
    rf"[^\s{_FIELD_END}]++(?:[.;>][^\s{_FIELD_END}]++)*+[ \t]{{0,3}}"
)
_FIELD = re.compile(
    rf"(?<![^{_FIELD_END}])[ \t]*(?:(?:{_FIELD_NAME}[ \t]{{0,3}}(?:{_VALUE}){{0,12}}"
    rf"|{_FIELD_FORM})[ \t]{{0,3}})+(?=[{_FIELD_END}]|\Z)",
    re.IGNORECASE,
)
# Found at once, since it begins with one of a few signs
_FIELD_BEGINS = re.compile(rf"[{_FIELD_END}][ \t]*(?:{_FIELD_NAME}|{_FIELD_FORM})", re.IGNORECASE)
# Lines of directories that have no name: how many follow, when it is open, where it is
_DAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_TIME = r"\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\b\.?)?"
_TIMES = rf"(?:closed|open|24 hours|{_TIME} ?(?:-|\u2013|to) ?{_TIME})"
_DAYS = rf"{_DAY}(?: ?(?:-|\u2013|,|&|to|through|and) ?{_DAY}){{0,6}}"
_COUNTED = r"(?:followers|connections|subscribers|likes|ratings)"
_PLACE = r"(?-i:[A-Z][^\s.!?,|]{0,30})"
_LINE = (
    rf"[ \t]*(?:\d[\d,.]{{0,9}} ?[km]?\+? {_COUNTED}(?: on {_SITES})?"
    r"|rated \d(?:\.\d)?(?: out of \d| stars)?"
    rf"|(?:{_DAYS}:? {_TIMES}(?:, ?|[ \t]|(?=[{_FIELD_END}]|\Z))){{1,7}}"
    rf"|closed (?:on )?{_DAYS}|cookie consent"
    r"|(?:last )?(?:updated|posted) \d{1,3} (?:hour|day|week|month|year)s? ago"
    rf"|(?:based|located|headquartered) in {_PLACE}(?:,? (?:and |& )?{_PLACE}){{0,5}}"
    # Where the sentence goes on, the stop is of “Ltd.” or “U.S.”
    rf")[ \t]*+(?!\.(?:[^\s.]|[ \t]+(?-i:[a-z])))(?=[{_FIELD_END}]|\Z)"
)
_DIRECTORY_LINE = re.compile(rf"(?<![^{_FIELD_END}]){_LINE}", re.IGNORECASE)
_LINE_BEHIND_END = re.compile(rf"[{_FIELD_END}]{_LINE}", re.IGNORECASE)
_LINE_SIGNS = (
    *("followers", "connections", "subscribers", " likes", " ratings", "rated ", "cookie consent"),
    *("based in", "located in", "quartered in", "s ago", "r ago", "day ago", "week ago", "th ago"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *(
        f"{day}{sign}"
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        for sign in ("-", " -", "\u2013", " \u2013", ":", " &")
    ),
)
# Who gave a company its money: names, and words of another trade
_BACKERS = re.compile(
    r"\b(?:(?:venture[ -])?(?:[Bb]acked|[Ff]unded) by|[Ii]nvestors (?:include|are)"
    r"|[Rr]aised [^.!?\n]{0,60}?\b(?:from|led by)) (?=(?:the )?[A-Z])[^.!?\n]{1,300}"
)

# Of a mail's own way to write letters, before anything else is read
MAIL_LETTERS = [Replace(_SOFT_LINE_END, "", ("=",)), Replace(_QUOTED, _decoded, ("=",))]
BUTTONS = Replace(_ALONE, "\n", on_surface=_BUTTON_INSIDE, needs=_BUTTON_BEHIND_END)
STOCK_PHRASES = [
    Replace(_ENCODED_WORD, " ", ("=?",)),
    Replace(_MAIL, "\n", _MAIL_SIGNS),
    Replace(
        _TELEPHONE,
        "\n",
        ("tel", "phone", "fax", "mobile", "call us"),
        on_surface=_CALLED,
        needs=_NUMBER_BEGINS,
    ),
    Replace(_WRITTEN_OUT_MAIL, "\n", ("(at)", "[at]")),
    Replace(_STOCK, "\n", _STOCK_SIGNS),
    Replace(_FIELD, "\n", (":",), on_surface=re.compile(":"), needs=_FIELD_BEGINS),
    Replace(_DIRECTORY_LINE, "\n", _LINE_SIGNS, needs=_LINE_BEHIND_END),
    BUTTONS,
    Replace(
        _BACKERS,
        "\n",
        ("backed by", "funded by", "investors include", "investors are", "raised "),
    ),
]
