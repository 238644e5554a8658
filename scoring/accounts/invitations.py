"""Invitations: made by an admin, used once, until they are revoked or too old."""

import secrets
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from scoring.accounts.roles import make_reviewer
from scoring.models import Invitation
from scoring.models.accounts.invitations import hashed


class UsedInvitationError(Exception):
    """Somebody was quicker, or it was revoked meanwhile."""


def invite(role: str, whom: str, made_by: str) -> str:
    """Store an invitation; returns its link, whose key is kept nowhere."""
    key = secrets.token_urlsafe(32)
    Invitation.objects.create(
        key_hash=hashed(key),
        role=role,
        whom=whom,
        made_by=made_by,
    )
    return f"{settings.SITE_URL}{reverse('join')}?key={key}"


def send(link: str, address: str) -> bool:
    """Send a link by mail; whether a mail server took it."""
    context = {"link": link, "brand": settings.SITE_NAME}
    try:
        sent = send_mail(
            f"An account at {settings.SITE_NAME}",
            render_to_string("accounts/invitation_mail.txt", context),
            None,
            [address],
        )
    except (OSError, SMTPException):
        return False
    return sent > 0


def revoke(invitation: Invitation) -> None:
    standing = Invitation.objects.standing().filter(pk=invitation.pk)
    standing.update(revoked_at=timezone.now())


@transaction.atomic
def use(invitation: Invitation, account: User) -> None:
    """Give a new account what the invitation says; nobody else can use it from now on.

    Raises:
        UsedInvitationError: it does not stand any more.
    """
    standing = Invitation.objects.standing().filter(pk=invitation.pk)
    if not standing.update(used_at=timezone.now(), used_by=account):
        raise UsedInvitationError
    if invitation.role == Invitation.Role.REVIEWER:
        make_reviewer(account)
