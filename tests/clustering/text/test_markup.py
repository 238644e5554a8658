"""Markup and stock phrases that come along with a copied text are no words of a company."""

import pytest

from clustering.text.ngrams import Analyser
from clustering.text.preprocess import placed_sentences, tokens

PLAIN = "We make rubber ducks & bath toys, and sell them to caf\u00e9s in the north."
ANALYSER = Analyser()
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
    "directory": f"{PLAIN} Visit website. Claim this business. Get directions. Write a review",
    "foot": f"{PLAIN} \u00a9 All rights reserved. Privacy Policy | Terms of Use | Cookie policy",
    "follow us": f"{PLAIN} Follow us on Facebook, Twitter and LinkedIn",
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


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose while costs < income and profit > loss in retail banking",
        "AT&T builds networks; R&D; Q&A; salt & pepper",
        "Follow the market and read contracts; learn trades; view from the terrace",
        "Acquired Harbour Foods [formerly Dockside] in the harbour",
        "To: the north; energy=heat, and formula=mass",
        "We review cookies, bake cookies and use directions on packets",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    bare = text
    for sign in "<>&;:[]=":
        bare = bare.replace(sign, " ")

    assert tokens(text) == tokens(bare)


@pytest.mark.parametrize(
    "unit", ["<script>", "<!--", "<p ", "{{", "[a b=", "[[", "&#", "From:\n", "read more ", "=C3"]
)
def test_hostile_markup_takes_time_in_proportion(unit: str) -> None:
    assert len(tokens(unit * 50_000)) <= 100_000
