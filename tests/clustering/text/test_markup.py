"""Markup and stock phrases that come along with a copied text are no words of a company."""

import json

import pytest

from clustering.text.cleaning import has_words
from clustering.text.ngrams import Analyser
from clustering.text.preprocess import placed_sentences, tokens

PLAIN = "We make rubber ducks & bath toys, and sell them to caf\u00e9s in the north."
ANALYSER = Analyser()
# As a word processor writes it, with a picture and a link
RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fswiss Arial;}}"
    r"{\colortbl ;\red0\green0\blue255;}{\stylesheet{\s1\b Heading;}{\*\cs2 Bath Char;}}"
    r"{\info{\title Toys}{\author Bath Sales}{\creatim\yr2026\mo3}}{\*\generator Riched20 10.0;}"
    r"\viewkind4\uc1 \pard\sa200\sl276\f0\fs22\lang9 We make \b rubber\b0  ducks & "
    r'{\field{\*\fldinst{HYPERLINK "http://toys.example"}}{\fldrslt{\cf1\ul bath toys}}}, and sell '
    r"them to caf\'e9s in {\i the n}orth.\par{\pict\wmetafile8\picw847 010009000003}}"
)
ASCIIDOC = """\
= We make rubber _ducks_ & link:toys.adoc[bath toys], and
:author: Bath Toys
:toc: left
// A toy of a comment
[source,toys]
[.lead]
image::toy.png[A bath toy, 300]
include::bath.adoc[]

sell them to *cafés* in https://north.example/toys[the^] <<map,north>>.
"""
WRAPPED = {
    "paragraph": f"<p>{PLAIN}</p>",
    "nested tags": f'<div class="about"><p style="color:red">{PLAIN}</p></div>',
    "formatting": PLAIN.replace("rubber", "<b>rubber</b>").replace("ducks", "<em>duc</em>ks"),
    "line break": PLAIN.replace("rubber ", "rubber<br />"),
    "comment": f"<!-- hero section banner -->{PLAIN}<!-- widget",
    "script": f"<script>var tracking = 'analytics';</script>{PLAIN}<style>.hero {{color: blue}}",
    "named entities": PLAIN.replace("&", "&amp;").replace("\u00e9", "&eacute;"),
    "numbered entities": PLAIN.replace("\u00e9", "&#233;").replace(" ", "&#xA0;"),
    "entities of entities": PLAIN.replace("&", "&amp;amp;").replace(" ", "&amp;nbsp;"),
    "escaped tags": f"&lt;p&gt;{PLAIN}&lt;/p&gt;",
    "soft hyphens": PLAIN.replace("rubber", "rub\u00adber").replace("north", "no&shy;rth"),
    "double braces": f"{{{{company_tagline}}}} {PLAIN} {{{{ cta.button }}}}",
    "other placeholders": f"${{name}} {PLAIN} {{% include footer %}} %%SIGNATURE%% [[Category]]",
    "markdown": PLAIN.replace("ducks", "[ducks](https://ducks.example/rubber-ducks)"),
    "forum markup": f"[b]{PLAIN}[/b] [img]",
    "shortcodes": f'[vc_row][vc_column width="1/2"]{PLAIN}[/vc_column][/vc_row]',
    "mail head": f"From: Sales Team\nSubject: Our new catalogue\n\n{PLAIN}",
    "quoted-printable": PLAIN.replace("\u00e9", "=C3=A9").replace("bath toys", "bath=20toys"),
    "soft line ends": PLAIN.replace("rubber ", "rubber =\n"),
    "read more": f"{PLAIN} Read more...",
    "directory of people": f"{PLAIN} See all 12 employees on LinkedIn. View on Crunchbase",
    "lines without a name": f"{PLAIN}\n1,234 followers on LinkedIn\nDiscover all 12 employees\n"
    "P.O. Box 12\nClosed Sunday\nMon - Fri: 9:00 - 17:00, Sat: 10-14\nCookie consent\n"
    "Based in Berlin.\nCategory: Banking\nTags: loans, cards\nUpdated 3 days ago",
    "fields": f"Industry: Toys. {PLAIN} Founded in 1999. Headquarters: Bath, UK. E-mail: a@toys.co",
    "lines of fields": f"{PLAIN}\nIndustry: Toys & baths\nCompany size: 11-50 employees\nWebsite:"
    " https://toys.example/bath\nAddress: 7 Toy Street, Bath\nType: Privately Held\nCEO: Bo Toy",
    "fields in one line": f"Sector: Toys Company type: Public Headquarters: Bath | {PLAIN}",
    "not yet": f"{PLAIN} Description coming soon. Website under construction",
    "page of a company": f"Public Company | Follow us\n{PLAIN} Accept all",
    "directory of jobs": f"{PLAIN} View all employees on Indeed. See all jobs on Glassdoor",
    "gate": f"{PLAIN} Please enable cookies. Checking your browser. [email protected]",
    "directory": f"{PLAIN} Visit website. Claim this business. Get directions. Write a review",
    "foot": f"{PLAIN} \u00a9 All rights reserved. Privacy Policy | Terms of Use | Cookie policy",
    "follow us": f"{PLAIN} Follow us on Facebook, Twitter and LinkedIn",
    "attributes": f'<p title="a > b toys">{PLAIN}</p><a href="https://ducks.example/toys',
    "drawings and fields": f"<svg><title>Icon</title></svg>{PLAIN}<select><option>Toys</select>",
    "entities without end": PLAIN.replace("&", "&amp").replace("bath ", "bath&nbsp "),
    "entities thrice": PLAIN.replace("&", "&amp;amp;amp;"),
    "escapes": f"\\u003cp\\u003e{PLAIN}\\n\\u003c/p\\u003e",
    "server code": f"<%= company.slogan %> {PLAIN} <?php echo $c->name; ?> [% footer %]",
    "variables": f"$company_name ${{toy}} {PLAIN} %(slogan)s %TOYS% {{bath_toy}} @{{toy.name}}",
    "mail merge": f"*|TOYS|* {PLAIN} <<Bath Toys>> ##TOYS## [Insert slogan here]",
    "nested templates": f"{{{{Infobox | url = {{{{url|ducks}}}} | toy = bath}}}} {PLAIN}",
    "style": f".toy-box, #bath > p {{color: #fff; margin: 0 auto}} {PLAIN}",
    "media rules": f"@media (max-width: 60em) {{ .toy {{ display: none; }} }} {PLAIN}",
    "scripts": f"{PLAIN} window.toys = window.toys || []; function toy(bath) {{ return bath; }}",
    "linked data": f'{PLAIN} {{"@type": "Toys", "address": {{"city": "Bath"}}}}',
    "nothing but JSON": json.dumps([{"id": 7, "is_toy": None, "of": {"text": PLAIN}}], indent=1),
    "nothing but JSON of Python": str({"id": -1.5, "text": PLAIN}),
    "nothing but one tag": f"<{PLAIN}>",
    "nothing but braces": f"{{{{ {PLAIN} }}}}",
    "latex": f"\\begin{{toys}} {PLAIN.replace('rubber', chr(92) + 'emph{rubber}')} \\newpage",
    "wiki": PLAIN.replace("ducks", "[[Toy duck|ducks]]") + " [citation needed]",
    "markdown references": PLAIN.replace("ducks", "[ducks][1]") + "\n\n[1]: http://x.example 'Toy'",
    "markdown pictures": f"![A toy](toy.png) {PLAIN}\n```js\nvar toy = bath;\n```",
    "more forum markup": f"[left][size=3]{PLAIN}[/size][/left] [img]toy.png[/img] [table][tr]",
    "emoji": f"{PLAIN} :duck: \U0001f986",
    "a picture in its own address": f'<img src="data:image/png;base64,iVBORw0KGgo">{PLAIN}',
    "a chance to break": PLAIN.replace("rubber", "rub<wbr>ber"),
    "files and data": f"{PLAIN} toy_duck.png C:\\toys\\duck.doc data:image/png;base64,iVBORw0KGgo=",
    "telephone": f"{PLAIN} Tel.: +49 30 1234, Fax: +49 30 1235. Phone: (555) 123-4567 ext. 12",
    "addresses": f"{PLAIN} toys-and-ducks.de/bath toys (at) ducks.de",
    "addresses of any ending": f"{PLAIN} shop.toyducks.shop, toyducks.kitchen/bath or toys.berlin.",
    "letters of other alphabets": f"{PLAIN} xn--toy-enten.example",
    "percent signs": PLAIN.replace("bath toys", "bath%20toys").replace("\u00e9", "%C3%A9"),
    "tags in percent signs": f"%3Cp%3E{PLAIN.replace(' ', '%20')}%3C%2Fp%3E",
    "percent signs of addresses": f"{PLAIN} https://ducks.example/bath%20toys?q=%3Ctoys%3E",
    "ends of addresses": f"{PLAIN} ?utm_source=toys&utm_medium=bath /toys/bath/duck.html",
    "attributes alone": f'{PLAIN} class="toy-box" data-toy="bath duck"',
    "styles alone": f"{PLAIN} color: red; font-size: 12px;",
    "front matter": f"---\ntitle: Toys\nlayout: bath\n---\n{PLAIN}",
    "directives": f".. toctree:: bath toys\n\n{PLAIN}",
    "word processor": RTF,
    "manual": ASCIIDOC,
    "foreign mail head": f"Von: Spielzeug\nBetreff: Enten\n\n{PLAIN}",
    "mail foot": f"{PLAIN}\nKind regards,\nJohn\nToy Sales Manager",
    "mail frame": f"Content-Type: text/plain\n\n{PLAIN}\nSent from my toy phone",
    "buttons": f"{PLAIN} Contact us. Get in touch! | Log in | Menu | Search",
    "breadcrumbs": f"Home > Toys > Bath toys\n{PLAIN}",
    "copyright": f"{PLAIN}\n\u00a9 2019\u20132024 Toy Ducks Ltd. All rights reserved.",
    "cookies": f"We use cookies to improve your bath. {PLAIN}",
    "browsers": f"{PLAIN} Please enable JavaScript to view toys. Is this your business?",
    "backers": f"{PLAIN} Backed by Toy Ventures and Duck Capital. We raised $3M from Bath Fund.",
    "empty fields": f"Description: {PLAIN}\nHours: Mon-Fri 9am-5pm\nTBD\nUnknown\nn/a",
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_the_same_sentence_with_and_without_it_has_the_same_ngrams(kind: str) -> None:
    assert ANALYSER.ngrams(WRAPPED[kind]) == ANALYSER.ngrams(PLAIN)


@pytest.mark.parametrize("kind", WRAPPED)
def test_its_words_stand_where_they_stood(kind: str) -> None:
    text = WRAPPED[kind]
    placed = [place for sentence in placed_sentences(text) for place in sentence]

    assert [place.token for place in placed] == tokens(PLAIN)
    [sell] = [place.span for place in placed if place.token == "sell"]
    assert text[sell.start : sell.end] == "sell"


@pytest.mark.parametrize("text", ["{{x}} {{y}}", '{"a": 1}', "<p hidden>", "https://ducks.example"])
def test_a_text_of_nothing_else_has_no_words(text: str) -> None:
    assert has_words(PLAIN)
    assert not has_words(text)


def test_what_secures_a_loan_is_no_backer() -> None:
    assert "mortgag" in tokens("Bonds backed by mortgages")


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose while costs < income and profit > loss in retail banking",
        "AT&T builds networks; R&D; Q&A; salt & pepper",
        "Follow the market and read contracts; learn trades; view from the terrace",
        "Acquired Harbour Foods [formerly Dockside] in the harbour",
        "To: the north; energy=heat, and formula=mass",
        "We review cookies, bake cookies and use directions on packets",
        "We search homes, share menus, test phones and contact about jobs; expand help",
        "Hardware\\software for i.MX chips, Node.js and C#; 5% of $40 bn, US$3",
        "Apps in node.js/react and ASP.NET; and/or 24/7; 50%off; made in Rome.Lodz",
        "a = b & c = d; color, font and width of prints",
        "Location: we sell toys in town. Products: toys. Specialties: ducks. Type: shop",
        "Based in London, Duck Toys Ltd. operates shops. Cookie consent tools for followers",
        "Headquarters: Bath, UK We make toys; the toy industry: ducks. Site under construction",
        "Let x rise; function rooms to hire; windows and documents; #1 in vans",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    bare = text
    for sign in "<>&;:[]=":
        bare = bare.replace(sign, " ")

    assert tokens(text) == tokens(bare)


@pytest.mark.parametrize(
    "unit",
    [
        "<script>",
        "<!--",
        "<p ",
        "{{",
        "[a b=",
        "[[",
        "&#",
        "From:\n",
        "read more ",
        "=C3",
        "%C3",
        "a.b.",
        "a=b&",
        "/a",
        "ab.cd/",
        "{\\rtf{\\info",
        "\\u1",
        "link:a",
        "<<a,",
        "backed by A",
        "raised ",
        "Industry: a ",
        "Industry: a. ",
        "Type:",
        "Mon - Fri: 9:00 - 17:00 ",
        ". Based in A, B, C and D ",
        f"Industry: {'a' * 40} we ",
        '{"a":1,',
        '{"a": ',
        "<a ",
    ],
)
def test_hostile_markup_takes_time_in_proportion(unit: str) -> None:
    # A quadratic step takes minutes at this length
    assert len(tokens(unit * (100_000 // len(unit)))) <= 100_000


@pytest.mark.parametrize(
    "said",
    [
        "Fees are .5 percent of what the roofers of all schools of this town are owed by it ",
        "We are a regional bank, and sell a table, chairs and beds to small shops. ",
    ],
)
def test_a_rule_of_style_takes_no_sentence_with_it(said: str) -> None:
    assert tokens(f"{said}{{color: red;}}") == tokens(said)
