"""Texts as people and programs send them by mistake, made by chance and always the same."""

import random
from collections.abc import Sequence

# Markup, mail, buttons, addresses, and signs that are counted, folded or joined in their own ways
PIECES = (
    *("<b>bold</b>", "&amp;", "&#39;", "<!-- x", "```code```", "[[a|b]]", "{x: y;}", "{{name}}"),
    *("\\n", "C:\\dir\\f", "%20", "%41%42", "=?utf-8?Q?x?=", "$AAPL", "#tag", "[b]", ":smile:"),
    *("from: a\nto: b\n", "-- \nsent from", "tel. +1 234 5678", "learn more", "About us.", "Home"),
    *("404 not found", "raised $5m from Acme Capital", "call us", "for more information visit us"),
    *("http://a.example/x", "info@x.com", "www.foo.com", "a.b.c.de/f", "don't", "can't", "it’s"),
    *("x-ray", "e-commerce", "a_b", "__INIT__", "aaaaah", "12%", "3.5", "...", "!!", "(", "|||"),
    *("\ufb01ne", "\u2460", "\u00bd cup", "\u0130stanbul", "\u039f\u0394\u039f\u03a3", "\ufdfa"),
    *("\u0142\u00f3d\u017a", "\u65e5\u672c\u8a9e", "e\u0301", "\u0301" * 40, "\u00ad", "\u200b"),
    *("8 reviews", "(12 customer reviews)", "Industry: Banking", "Company size: 51-200 employees."),
    *("\nType: Privately Held", "website under construction", "Founded: 1999 Headquarters: Rome."),
    *("\ufeff", "\ud800", "\x00", "\u00a0", "\u2028", "\r\n", "\n", "\t", "der die das und", ""),
)
JOINTS = (" ", "  ", " \n", "\t", ", ", "")


def odd_texts(real: Sequence[str], number: int) -> list[str]:
    chance = random.Random(21)
    made = []
    for _ in range(number):
        words = chance.choice(real).split(" ")[: chance.randint(0, 60)]
        for _ in range(chance.randint(1, 12)):
            words.insert(chance.randint(0, len(words)), chance.choice(PIECES))
        text = chance.choice(JOINTS).join(words)
        made.append(chance.choice((str, str, str.upper, lambda text: text[::-1]))(text))
    return made
