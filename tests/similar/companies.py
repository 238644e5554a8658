"""Companies to compare, and what a list says of them."""

from collections.abc import Callable

from scoring.companies import submissions
from scoring.models import Submission
from scoring.models.collections import OF_THE_SITE
from scoring.models.submissions import fingerprint
from scoring.similar.nearest import NO_FILTERS, Nearest, nearest_to_companies
from scoring.similar.ranking import Filters
from scoring.similar.sources import Sources
from tests.conftest import work

Store = Callable[..., Submission]


def att() -> Submission:
    return Submission.objects.get(title="AT&T")


def store(title: str, text: str, category: str = "", source: str = "import") -> Submission:
    company = Submission(
        title=title,
        category=category,
        text=text,
        source=source,
        fingerprint=fingerprint(title, category, text),
    )
    submissions.store([company])
    work()
    return company


def titles(found: Nearest) -> list[str]:
    return [similar.company.title for similar in found.rows]


def nearest_to(company: Submission, limit: int, filters: Filters = NO_FILTERS) -> Nearest:
    return nearest_to_companies([company], Sources.read(OF_THE_SITE), limit, filters)


def nearest(company: Submission) -> Submission:
    return nearest_to(company, 1).rows[0].company
