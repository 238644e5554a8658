"""Make the table by which the encoding of a file is told: how letters stand in words.

`python benchmarks/letters.py scoring/tables/letters.txt`, which takes some minutes. The words are
those of simplemma's lists. A line has a language, a letter outside ASCII, the bits that it costs,
and those of what stands before it and after it ("_": no letter); a bit more is half as frequent.
"""

import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

LANGUAGES = (
    "bg ca cs da de el es et fi fr gl hbs hu is it lt lv mk nb nl pl pt ro ru sk sl sq sv tr uk"
)
# Romanian code pages have cedillas where Unicode has commas
AS_ENCODED = str.maketrans("șț", "şţ")
# What lists of lemmas lack, or have in too few words; in the same form
BY_HAND = """
de é7 _8d4f4h5l4n4m4r3s5t4v5c5 _2e5r4l4n4s4t4m5
en é4 _8d4f4h5l4n4m4r3s5t4v5c5 _1e5r4l4n4s4t4m5
fr à3 _1l4j4i4 _0
fr ù9 o0 _0
fr œ7 _1b4c4s4m5v5 u1n4_6i4
hbs đ9 _4a2e2i4n5o3r4u3ž8 a2e2i2n9o5u3
it à2 d4i6l7n5r4s5t1v6 _0
ru ё5 _4а6б6в4г8д4е7ж5з6и6к7л2м5н4о6п6р3с5т3у7ч4ш5щ5ъ5ь6 _9б5в4г6д7ж5з5й8к6л5м3н2п5р2с5т3х5ч7ш5ю9
tr â8 k2l3y4r4h4 _2n3t3m3ğ4r4k4
"""
# That of the capital İ, which small letters lack
DOTTED_SHARE = 0.05
RAREST_LETTER = 0.0015
RAREST_NEIGHBOUR = 2**-9
EDGE = "_"


def words(language: str) -> set[str]:
    entries = DefaultDictionaryFactory().get_dictionary(language).items()
    return {word.translate(AS_ENCODED) for entry in entries for word in entry}


def lines(language: str) -> list[str]:
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for word in words(language):
        small = word.lower()
        if not small.isalpha():
            continue
        letters = f"{EDGE}{small}{EDGE}"
        for previous, letter, following in zip(letters, letters[1:], letters[2:], strict=False):
            if not letter.isascii():
                before[letter][previous] += 1
                after[letter][following] += 1
            elif language == "tr" and letter == "i":
                # Its capital is no ASCII letter
                before["İ"][previous] += 1
                after["İ"][following] += 1
    total = sum(sum(each.values()) for letter, each in before.items() if letter != "İ")
    made = []
    for letter in sorted(before):
        share = sum(before[letter].values()) / total
        share = DOTTED_SHARE if letter == "İ" else share
        if share >= RAREST_LETTER:
            costs_before, costs_after = costs(before[letter]), costs(after[letter])
            made.append(f"{language} {letter}{bits(share)} {costs_before} {costs_after}")
    return made


def costs(counts: Counter[str]) -> str:
    total = sum(counts.values())
    frequent = {one: n / total for one, n in counts.items() if n / total >= RAREST_NEIGHBOUR}
    return "".join(f"{one}{bits(share)}" for one, share in sorted(frequent.items()))


def bits(share: float) -> int:
    return min(9, round(-math.log2(share)))


if __name__ == "__main__":
    made = [line for language in LANGUAGES.split() for line in lines(language)]
    by_letter = {line[: line.index(" ") + 2]: line for line in made}
    by_hand = {line[: line.index(" ") + 2]: line for line in BY_HAND.strip().splitlines()}
    table = sorted({**by_letter, **by_hand}.values())
    Path(sys.argv[1]).write_text("\n".join(table) + "\n", encoding="utf-8")
