"""Files of batch execution: kept in parts, reached by signed addresses of this site."""

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

# In an address; who may write may read too
READ = "r"
WRITE = "rw"
LASTING = {READ: timedelta(days=1), WRITE: timedelta(hours=1)}
# Jobs after their end, and files
KEEP = timedelta(days=7)
MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
PART = MEGABYTE
# Of a name without its extension: room for the name of a file in the database
MOST_CHARACTERS = 90
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")


def new_file(service: WebService, name: str) -> ServiceFile:
    """An empty file. Raises ServiceError when the name says that it is no table."""
    if not name.lower().endswith(EXTENSIONS):
        problem = f"The file must be one of {', '.join(EXTENSIONS)}."
        raise service_error("InvalidBlobExtension", problem)
    return ServiceFile.objects.create(service=service, name=safe_name(name))


def safe_name(name: str) -> str:
    """The name of a table with plain letters, digits, points and dashes."""
    without_folders = posixpath.basename(name)
    stem, _, extension = without_folders.rpartition(".")
    plain_stem = _UNSAFE.sub("-", stem).strip(".-")
    safe_stem = plain_stem[-MOST_CHARACTERS:] or "table"
    return f"{safe_stem}.{extension.lower()}"


def reference(file: ServiceFile, permission: str) -> BlobReference:
    """The signed address of a file, for READ or WRITE."""
    # The key stands in the path already
    signed_key = _signer(permission).sign(file.key)
    _, _, signature = signed_key.partition(".")
    token = urlencode({"sp": permission, "sig": signature})
    base = f"{settings.SITE_URL}/"
    relative = file.path.lstrip("/")
    return BlobReference(base, relative, f"?{token}")


def opened_file(key: str, token: Mapping[str, str], permission: str) -> ServiceFile:
    """The file that a signed address leads to; one for writing opens it for reading too.

    Raises:
        ServiceError: the signature is wrong or old, or the file is no longer kept.
    """
    given = token.get("sp", "")
    if given not in (permission, WRITE):
        raise unauthorized()
    signed_key = f"{key}.{token.get('sig', '')}"
    try:
        _signer(given).unsign(signed_key, max_age=LASTING[given])
    except signing.BadSignature:
        raise unauthorized() from None
    files = ServiceFile.objects.select_related("service")
    file = files.filter(key=key).first()
    if file is None:
        raise service_error(
            "FileNotFound",
            f"Files are kept for {KEEP.days} days; this one is gone.",
        )
    return file


def referred_file(service: WebService, blob: BlobReference) -> ServiceFile | None:
    """The file of a service that a reference into this site leads to.

    None where it leads into another site.

    Raises:
        ServiceError: it leads into this site, but to no file of the service, or to one without
            content.
    """
    address = urlsplit(blob.url)
    site = urlsplit(settings.SITE_URL)
    if (address.scheme, address.netloc) != (site.scheme, site.netloc):
        return None
    match = re.search(r"/files/([0-9a-f]{32})/[^/]+\Z", address.path)
    key = match[1] if match else ""
    token = QueryDict(blob.token.removeprefix("?")).dict()
    try:
        file = opened_file(key, token, READ)
    except ServiceError:
        problem = (
            "The input cannot be opened: its SasBlobToken is wrong or old, or the file is no "
            "longer kept."
        )
        raise service_error("InvalidBlob", problem) from None
    if file.service_id != service.pk:
        raise service_error("InvalidBlob", "The input is a file of another service.")
    if not file.parts.exists():
        problem = "Nothing has been sent to the address of the input yet. PUT the file there."
        raise service_error("BlobNotFound", problem)
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
        problem = f"The file is larger than {LARGEST // MEGABYTE} MB. Send it in several."
        raise service_error("InvalidBlob", problem)
    # A slow sender must not hold the database
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(stream, whole, PART)
        if not length or whole.tell() < length:
            problem = "The file is empty or was cut off on its way. Send it again."
            raise service_error("InvalidBlob", problem)
        whole.seek(0)
        with transaction.atomic():
            lock_file(file.pk)
            # Once more, for a job may have begun while the content was on its way
            _check_unread(file)
            fill_file(file, whole)


def fill_file(file: ServiceFile, content: IO[bytes]) -> None:
    """Put new content in the place of what a file had. Needs a transaction."""
    file.parts.all().delete()
    number = 0
    while data := content.read(PART):
        FilePart.objects.create(file=file, number=number, data=data)
        number += 1


def lock_file(file_id: int) -> None:
    """Wait for others who change a file, and have them wait. Needs a transaction."""
    # Not the key, which PostgreSQL locks for rows that point at the file: those go on
    ServiceFile.objects.select_for_update(no_key=True).filter(pk=file_id).first()


def unused_files(files: QuerySet[ServiceFile]) -> QuerySet[ServiceFile]:
    """Those of some files that belong to no job."""
    is_input = Q(input=OuterRef("pk"))
    is_result = Q(result=OuterRef("pk"))
    jobs = BatchExecution.objects.filter(is_input | is_result)
    return files.filter(~Exists(jobs))


def forget_old_files() -> None:
    """Delete jobs seven days after their end, or their submit without a start, and their files."""
    old = timezone.now() - KEEP
    ended = Q(ended_at__lt=old)
    never_started = Q(state=BatchExecution.State.NOT_STARTED, created_at__lt=old)
    BatchExecution.objects.filter(ended | never_started).delete()
    old_files = ServiceFile.objects.filter(created_at__lt=old)
    unused_files(old_files).delete()
    worker_jobs = Job.objects.filter(kind=Job.Kind.EXECUTE, created_at__lt=old)
    worker_jobs.exclude(status=Job.Status.PENDING).delete()


def _check_unread(file: ServiceFile) -> None:
    executions = BatchExecution.objects.filter(input=file)
    if executions.exclude(state=BatchExecution.State.NOT_STARTED).exists():
        problem = "A job has begun with this file. Ask for an address for another one."
        raise service_error("InvalidBlob", problem)


def _signer(permission: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"service-file-{permission}")
