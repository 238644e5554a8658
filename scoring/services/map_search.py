"""Which companies on the map have the words that somebody looks for. The one place that knows how words are found."""

from django.db.models import Q

from scoring.models.queue import QueuedQuerySet

LONGEST = 200
MOST_WORDS = 10


def cleaned(asked: str) -> str:
    """Search words as they are shown again: short, and without what no database takes."""
    return " ".join(asked.replace("\0", " ").split())[:LONGEST].strip()


def matching(rows: QueuedQuerySet, words: str) -> QueuedQuerySet:
    """The assignments whose company has every word in its title or text."""
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(submission__title__icontains=word) | Q(submission__text__icontains=word))
    return rows
