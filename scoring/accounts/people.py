"""Who is asking: a visitor, a member, a reviewer or an admin."""

from dataclasses import dataclass
from enum import IntEnum

from django.contrib.auth.models import User
from django.http import HttpRequest

from scoring.accounts import local_owner

MAY_REVIEW = "scoring.change_submission"
# On the request, so that it is told once for each
KEPT = "_person_asking"


class Role(IntEnum):
    """Each may do whatever those before it may; `docs/accounts.md` says what."""

    VISITOR = 0
    MEMBER = 1
    REVIEWER = 2
    ADMIN = 3


@dataclass(frozen=True)
class Person:
    """Somebody asking; visitors have no account, and a session only once something was kept in it.

    The local owner is whoever opened the address with the key that `make run` prints.
    """

    role: Role
    account: User | None = None
    session_key: str = ""
    is_local_owner: bool = False

    @property
    def is_member(self) -> bool:
        return self.role >= Role.MEMBER

    @property
    def is_reviewer(self) -> bool:
        return self.role >= Role.REVIEWER

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


VISITOR = Person(Role.VISITOR)


def person_asking(request: HttpRequest) -> Person:
    """Who is asking, looked up once for a request."""
    kept: Person | None = getattr(request, KEPT, None)
    if kept:
        return kept
    account = request.user
    session_key = request.session.session_key or ""
    person = Person(Role.VISITOR, session_key=session_key)
    if isinstance(account, User):
        role = Role.MEMBER
        if account.is_superuser:
            role = Role.ADMIN
        elif account.has_perm(MAY_REVIEW):
            role = Role.REVIEWER
        is_local_owner = account.get_username() == local_owner.NAME
        person = Person(role, account, session_key, is_local_owner)
    setattr(request, KEPT, person)
    return person
