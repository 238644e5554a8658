"""Files of programs that use batch execution:
kept in parts, reached by signed addresses of this site.
"""

import posixpath
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from typing import IO
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from scoring.models import BatchExecution, FilePart, Job, ServiceFile, WebService
from wire.service.classic_batch import EXTENSIONS, BlobReference
from wire.service.errors import ServiceError, service_error, unauthorized

READ, WRITE = "r", "rw"
LASTING = {READ: timedelta(days=1), WRITE: timedelta(hours=1)}
KEEP = timedelta(days=7)
MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
PART = MEGABYTE
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")


def new(service: WebService, name: str) -> ServiceFile:
    """An empty file. Raises ServiceError when the name says that it is no table."""
    if not name.lower().endswith(EXTENSIONS):
        raise service_error(
            "InvalidBlobExtension", f"The file must be one of {', '.join(EXTENSIONS)}."
        )
    return ServiceFile.objects.create(service=service, name=safe_name(name))


def safe_name(name: str) -> str:
    """The name of a table with plain letters, digits, points and dashes."""
    stem, _, extension = posixpath.basename(name).rpartition(".")
    return f"{_UNSAFE.sub('-', stem).strip('.-')[-90:] or 'table'}.{extension.lower()}"


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
        raise service_error(
            "FileNotFound", f"Files are kept for {KEEP.days} days; this one is gone."
        )
    return file


def referred(service: WebService, blob: BlobReference) -> ServiceFile | None:
    """The file of a service that a reference into this site leads to; None for one into another
    site.

    Raises:
        ServiceError: it leads into this site, but to no file of the service, or to one without
            content.
    """
    if urlsplit(blob.url)[:2] != urlsplit(settings.SITE_URL)[:2]:
        return None
    match = re.search(r"/files/([0-9a-f]{32})/[^/]+\Z", urlsplit(blob.url).path)
    try:
        file = opened(
            match[1] if match else "", QueryDict(blob.token.removeprefix("?")).dict(), READ
        )
    except ServiceError:
        problem = (
            "The input cannot be opened: its SasBlobToken is wrong or old, or the file is no "
            "longer kept."
        )
        raise service_error("InvalidBlob", problem) from None
    if file.service_id != service.pk:
        raise service_error("InvalidBlob", "The input is a file of another service.")
    if not file.parts.exists():
        raise service_error(
            "BlobNotFound",
            "Nothing has been sent to the address of the input yet. PUT the file there.",
        )
    return file


def receive(file: ServiceFile, stream: IO[bytes] | HttpRequest, length: int | None) -> None:
    """Store what is sent as the whole file.

    Raises:
        ServiceError: it is too large or broke off, or a job is reading the file.
    """
    _check_unread(file)
    if length is None:
        raise service_error("InvalidBlob", "The request needs the header Content-Length.")
    if length > LARGEST:
        raise service_error(
            "InvalidBlob", f"The file is larger than {LARGEST // MEGABYTE} MB. Send it in several."
        )
    # A slow sender must not hold the database
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(stream, whole, PART)
        if not length or whole.tell() < length:
            raise service_error(
                "InvalidBlob", "The file is empty or was cut off on its way. Send it again."
            )
        whole.seek(0)
        with transaction.atomic():
            lock(file.pk)
            _check_unread(file)
            fill(file, whole)


def fill(file: ServiceFile, content: IO[bytes]) -> None:
    """Put new content in the place of what a file had. Needs a transaction."""
    file.parts.all().delete()
    for number, data in enumerate(iter(lambda: content.read(PART), b"")):
        FilePart.objects.create(file=file, number=number, data=data)


def lock(file_id: int) -> None:
    """Wait for others who change a file, and have them wait. Needs a transaction."""
    ServiceFile.objects.select_for_update(no_key=True).filter(pk=file_id).first()


def unused(files: QuerySet[ServiceFile]) -> QuerySet[ServiceFile]:
    """Those of some files that belong to no job."""
    jobs = BatchExecution.objects.filter(Q(input=OuterRef("pk")) | Q(result=OuterRef("pk")))
    return files.filter(~Exists(jobs))


def forget_old() -> None:
    """Delete jobs seven days after they ended, or were sent and never started,
    and files that no job needs.
    """
    old = timezone.now() - KEEP
    never_started = Q(state=BatchExecution.State.NOT_STARTED, created_at__lt=old)
    BatchExecution.objects.filter(never_started | Q(ended_at__lt=old)).delete()
    unused(ServiceFile.objects.filter(created_at__lt=old)).delete()
    done = Job.objects.filter(kind=Job.Kind.EXECUTE, created_at__lt=old)
    done.exclude(status=Job.Status.PENDING).delete()


def _check_unread(file: ServiceFile) -> None:
    if (
        BatchExecution.objects.filter(input=file)
        .exclude(state=BatchExecution.State.NOT_STARTED)
        .exists()
    ):
        raise service_error(
            "InvalidBlob", "A job has begun with this file. Ask for an address for another one."
        )


def _signer(permission: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"service-file-{permission}")
