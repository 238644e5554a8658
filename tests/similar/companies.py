"""Companies to compare, and what a list says of them."""

from collections.abc import Callable

from scoring.companies import submissions
from scoring.models import Submission
from scoring.models.submissions import fingerprint
from scoring.similar import nearest as similar_nearest
from scoring.similar.nearest import Nearest
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
    return [each.company.title for each in found.rows]


def nearest(company: Submission) -> Submission:
    return similar_nearest.to_company(company, 1).rows[0].company
