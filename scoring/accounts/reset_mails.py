"""Mails with a link for a new password, which the worker sends."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.core.mail import send_mail
from django.template.loader import render_to_string

from scoring.models import Job

logger = logging.getLogger(__name__)

NOT_SENT = "The server of EMAIL_URL took no mail; the log says why."


class _Mails(PasswordResetForm):
    """Django's own writes a failure down and goes on: the mail would be lost."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        subject = " ".join(render_to_string(subject_template_name, context).split())
        send_mail(subject, render_to_string(email_template_name, context), from_email, [to_email])


def carry_out(job: Job) -> None:
    """Send the link to each account that has the address of a job; there may be none.

    What could not be sent is tried again for a day. The address goes with the job.
    """
    form = _Mails({"email": job.options["email"]})
    form.is_valid()
    try:
        form.save(
            # Not of a request, whose host a visitor chooses where several are allowed
            domain_override=settings.SITE_URL,
            subject_template_name="accounts/reset_subject.txt",
            email_template_name="accounts/reset_mail.txt",
            extra_email_context={"site_url": settings.SITE_URL, "brand": settings.SITE_NAME},
        )
    except (OSError, SMTPException):
        logger.exception("%s failed", job)
        job.postpone(NOT_SENT)
    else:
        job.status = Job.Status.DONE
    if job.status == Job.Status.PENDING:
        job.save()
    else:
        job.delete()
