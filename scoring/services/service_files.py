"""Files of programs that use batch execution: kept in parts, reached by signed addresses of this site."""

import re
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from typing import IO
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from scoring.models import BatchExecution, FilePart, ServiceFile, WebService
from wire.classic_batch import BlobReference
from wire.service_errors import ServiceError, service_error, unauthorized

READ, WRITE = "r", "rw"
LASTING = {READ: timedelta(days=1), WRITE: timedelta(hours=1)}
KEEP = timedelta(days=7)
LARGEST = 50 * 1024 * 1024
PART = 1024 * 1024
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")


def new(service: WebService, name: str) -> ServiceFile:
    """An empty file; its name keeps letters, digits, points and dashes."""
    return ServiceFile.objects.create(service=service, name=safe_name(name))


def safe_name(name: str) -> str:
    return _UNSAFE.sub("-", name).strip(".-")[-100:] or "table.csv"


def reference(file: ServiceFile, permission: str) -> BlobReference:
    """The signed address of a file, for READ or WRITE."""
    _, _, signature = _signer(permission).sign(file.key).partition(".")
    token = urlencode({"sp": permission, "sig": signature})
    return BlobReference(f"{settings.SITE_URL}/", file.path.lstrip("/"), f"?{token}")


def opened(key: str, token: Mapping[str, str], permission: str) -> ServiceFile:
    """The file that a signed address leads to; one for writing opens it for reading too.

    Raises:
        ServiceError: the signature is wrong or old, or the file is no longer kept.
    """
    given = token.get("sp", "")
    if given not in LASTING or (permission == WRITE and given != WRITE):
        raise unauthorized()
    try:
        _signer(given).unsign(f"{key}.{token.get('sig', '')}", max_age=LASTING[given])
    except signing.BadSignature:
        raise unauthorized() from None
    file = ServiceFile.objects.filter(key=key).select_related("service").first()
    if file is None:
        raise service_error("FileNotFound", f"Files are kept for {KEEP.days} days; this one is gone.")
    return file


def referred(service: WebService, blob: BlobReference) -> ServiceFile | None:
    """The file of a service that a reference into this site leads to; None for one into another site.

    Raises:
        ServiceError: it leads into this site, but to no file of the service, or to one without content.
    """
    if urlsplit(blob.url)[:2] != urlsplit(settings.SITE_URL)[:2]:
        return None
    match = re.search(r"/files/([0-9a-f]{32})/[^/]+\Z", urlsplit(blob.url).path)
    try:
        file = opened(match[1] if match else "", QueryDict(blob.token.removeprefix("?")).dict(), READ)
    except ServiceError as error:
        raise service_error("InvalidBlob", f"The input cannot be opened. {error.details[0].message}") from None
    if file.service_id != service.pk:
        raise service_error("InvalidBlob", "The input is a file of another service.")
    if not file.parts.exists():
        raise service_error(
            "BlobNotFound", "Nothing has been sent to the address of the input yet. PUT the file there."
        )
    return file


def receive(file: ServiceFile, stream: IO[bytes], length: int | None) -> None:
    """Store what is sent as the whole file.

    Raises:
        ServiceError: it is too large or broke off, or a job is reading the file.
    """
    if BatchExecution.objects.filter(input=file).exclude(state=BatchExecution.State.NOT_STARTED).exists():
        raise service_error("InvalidBlob", "A job has begun with this file. Ask for an address for another one.")
    # A slow sender must not hold the database
    with tempfile.TemporaryFile() as whole:
        received = 0
        while part := stream.read(PART):
            received += len(part)
            if received > LARGEST:
                raise service_error(
                    "InvalidBlob", f"The file is larger than {LARGEST // 1024**2} MB. Send it in pieces."
                )
            whole.write(part)
        if not received or received < (length or 0):
            raise service_error("InvalidBlob", "The file is empty or was cut off on its way. Send it again.")
        whole.seek(0)
        with transaction.atomic():
            file.parts.all().delete()
            for number, data in enumerate(iter(lambda: whole.read(PART), b"")):
                FilePart.objects.create(file=file, number=number, data=data)


def forget_old() -> None:
    """Delete files, and jobs that are not running, after seven days."""
    old = timezone.now() - KEEP
    executions = BatchExecution.objects.filter(created_at__lt=old).exclude(state=BatchExecution.State.RUNNING)
    executions.delete()
    running = BatchExecution.objects.filter(state=BatchExecution.State.RUNNING)
    kept = {pk for pair in running.values_list("input_id", "result_id") for pk in pair}
    ServiceFile.objects.filter(created_at__lt=old).exclude(pk__in=kept - {None}).delete()


def _signer(permission: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"service-file-{permission}")
