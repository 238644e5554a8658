"""The local owner: whoever has the key of a site that only this machine can reach.

He has an account, since he owns things; nobody signs in to it with a password.
"""

import os
import secrets

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from scoring.accounts.roles import make_reviewer

# With a blank, which no name has that somebody signs up with
NAME = "Local owner"
BACKEND = "scoring.accounts.local_owner.LocalOwnerBackend"


class LocalOwnerBackend(BaseBackend):
    """Carries on sessions that the key began; the settings of other sites have no such backend."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, username=NAME, is_active=True).first()


def opens(key: str) -> bool:
    """Whether this is the key of the site, in a time that tells nothing of it."""
    try:
        right_key = settings.OWNER_KEY_FILE.read_bytes()
    except OSError:
        return False
    # A crash may leave an empty file, which every visitor could open with no key at all
    if not right_key or not settings.HAS_LOCAL_OWNER:
        return False
    return secrets.compare_digest(key.encode(), right_key)


def account() -> User:
    """His account, made at its first use."""
    owner, is_new = User.objects.get_or_create(
        username=NAME,
        defaults={"password": make_password(None)},
    )
    if is_new:
        make_reviewer(owner)
    return owner


def renew_key() -> None:
    """Make a new key; the old one, and every session that it began, ends."""
    draft = settings.OWNER_KEY_FILE.with_name(f"owner_key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    draft.replace(settings.OWNER_KEY_FILE)
    # Sessions hold a hash of the password, also of one that nobody can enter
    User.objects.filter(username=NAME).update(password=make_password(None))
