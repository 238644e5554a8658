"""How an n-gram is written by the texts that have it."""

from collections import Counter


def usual_form(forms: Counter[str]) -> str:
    """The most frequent form, of equal ones the first by alphabet."""
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.lower()] += count
    usual = min(folded, key=lambda form: (-folded[form], form))
    # Words at the beginning of a sentence are capitalised too: one small form in five shows a
    # common word.
    if forms[usual] * 5 >= folded[usual]:
        return usual
    capitalised = [form for form in forms if form.lower() == usual]
    return min(capitalised, key=lambda form: (-forms[form], form))
