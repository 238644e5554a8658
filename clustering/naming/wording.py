"""Labels as people write them: short, in sentence case, two of them as one name."""

import re
from collections.abc import Sequence

LONGEST = 60
INDUSTRIES = 2
# What ends many a label and tells of none
CATCH_ALLS = "other|services|supplies|components|products|systems|solutions"
_AND_CATCH_ALLS = re.compile(rf"(?:\s*(?:&|\band\b)(?:\s+(?:{CATCH_ALLS})\b)+)+$", re.IGNORECASE)
LONGEST_ACRONYM = 5


def capitalised(text: str) -> str:
    """The same with a capital at its start."""
    return text[:1].upper() + text[1:]


def shortened(label: str) -> str:
    """A label without the catch-alls that it ends on."""
    short = _AND_CATCH_ALLS.sub("", label)
    # "A, B & services" is a list that needs its end
    if "," in short:
        return label
    return short


def lowered(label: str) -> str:
    """Words in small letters, but for those that have capitals inside, as REITs."""
    words = []
    for word in label.split():
        behind_first = word[1:]
        has_capitals_inside = behind_first != behind_first.lower() and "-" not in word
        is_shouted = word.isupper() and len(word) > LONGEST_ACRONYM
        stays = has_capitals_inside and not is_shouted
        words.append(word if stays else word.lower())
    return " ".join(words)


def as_name(*labels: str) -> str:
    """One label as a name, or two: "A and B", with a comma where one of them is a list itself."""
    short = [lowered(shortened(label)) for label in labels]
    joint = " and "
    for label in short:
        if "&" in label or "," in label or " and " in label:
            joint = ", "
    name = joint.join(short)
    return capitalised(name)


def under_category(category: str, industries: Sequence[str]) -> str:
    """A category with the first two of the industries that the name has room for.

    "Utilities: electric utilities, multi-utilities"
    """
    name = capitalised(lowered(category))
    head = category.lower() + " "
    catch_alls = CATCH_ALLS.split("|")
    joint = ": "
    added = 0
    for industry in industries:
        short = lowered(shortened(industry))
        rest = short.removeprefix(head)
        # Not "Health care: health care distributors"
        if rest not in catch_alls:
            short = rest
        longer = f"{name}{joint}{short}"
        if added < INDUSTRIES and len(longer) <= LONGEST:
            name = longer
            joint = ", "
            added += 1
    return name
