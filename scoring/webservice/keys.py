"""The scoring services that this site offers, and the keys that open them."""

import hashlib
import re
import secrets
from base64 import b64encode

from django.db.models import Q, QuerySet
from django.utils import timezone

from scoring.endpoint import embedded
from scoring.models import ModelVersion, WebService, model_versions
from wire.service.errors import service_error, unauthorized

PRIMARY, SECONDARY = "primary", "secondary"
SHORTEST_KEY = 16
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class WebServiceError(ValueError):
    """A service that cannot be made or changed so; the message says what to change."""


def new_key() -> str:
    """88 characters of base64, as the studio's keys."""
    return b64encode(secrets.token_bytes(64)).decode()


def create(workspace: str = "", service: str = "", key: str = "") -> tuple[WebService, str, str]:
    """Make a service of the embedded version, with ids and a primary key of an old client where
    they are given.

    Returns it with both keys, which are kept nowhere.

    Raises:
        WebServiceError: no trained version, an id or key that cannot be, or the address is taken.
    """
    version = model_versions.embedded()
    if version is None:
        raise WebServiceError("There is no trained model yet. Run manage.py prepare first.")
    for name, value in (("workspace", workspace), ("service", service)):
        if value and not _ID.fullmatch(value):
            raise WebServiceError(f"The {name} id may have letters, digits, _ and -, 64 at most.")
    if key:
        _check_form(key)
    primary, secondary = key or new_key(), new_key()
    made = WebService(
        version=version, primary_key_hash=hashed(primary), secondary_key_hash=hashed(secondary)
    )
    made.workspace, made.service = workspace or made.workspace, service or made.service
    if find(made.workspace, made.service):
        raise WebServiceError(f"There is a service at {made.path} already.")
    _check_unused(primary)
    made.save()
    return made, primary, secondary


def change_key(service: WebService, which: str, key: str = "") -> str:
    """Replace one key, by a given one or by a new one; the other one goes on. Returns it: it is
    kept nowhere.

    Raises:
        WebServiceError: the given key cannot be, or opens a service already.
    """
    if key:
        _check_form(key)
        _check_unused(key)
    key = key or new_key()
    changed = {f"{which}_key_hash": hashed(key), f"{which}_key_made_at": timezone.now()}
    WebService.objects.filter(pk=service.pk).update(**changed)
    return key


def move(service: WebService, version: ModelVersion) -> None:
    """Let a service answer by another version from now on."""
    embedded.model(version.pk)
    WebService.objects.filter(pk=service.pk).update(version=version)


def limit(service: WebService, calls: int) -> None:
    """Let a service answer so many calls at once from now on, in each process."""
    WebService.objects.filter(pk=service.pk).update(most_calls_at_once=calls)


def find(workspace: str, service: str) -> WebService | None:
    """The service at an address; ids count in any case of letters."""
    if not (_ID.fullmatch(workspace) and _ID.fullmatch(service)):
        return None
    found = WebService.objects.filter(workspace__iexact=workspace, service__iexact=service)
    return found.select_related("version").first()


def existing(workspace: str, service: str) -> WebService:
    """The service at an address. Raises ServiceError when there is none."""
    found = find(workspace, service)
    if found:
        return found
    if _ID.fullmatch(workspace) and WebService.objects.filter(workspace__iexact=workspace).exists():
        raise service_error("WebServiceNotFound", "There is no such service in this workspace.")
    raise service_error("WorkspaceNotFound", "There is no such workspace.")


def authorised(workspace: str, service: str, authorization: str) -> WebService:
    """The service at an address, for a caller with one of its keys.

    Raises:
        ServiceError: there is no such service, or the key is not its own.
    """
    found = existing(workspace, service)
    offered = hashed(_key(authorization))
    is_primary = secrets.compare_digest(offered, found.primary_key_hash)
    is_secondary = secrets.compare_digest(offered, found.secondary_key_hash)
    if not (is_primary or is_secondary):
        raise unauthorized()
    return found


def of_key(authorization: str, version: str = "") -> WebService:
    """The service that a key belongs to.

    Raises ServiceError when there is none, or not by the version asked for.
    """
    service = _opened_by(_key(authorization)).select_related("version").first()
    if service is None:
        raise unauthorized()
    if version not in ("", str(service.version_id)):
        raise service_error(
            "WebServiceNotFound",
            f"The service of this key answers by version {service.version_id}.",
        )
    return service


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _check_form(key: str) -> None:
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise WebServiceError("The key has characters that no header can carry; copy it again.")
    if len(key) < SHORTEST_KEY:
        raise WebServiceError(
            f"The key has {len(key)} characters; {SHORTEST_KEY} is the least that is safe."
        )


def _check_unused(key: str) -> None:
    """A call of /score names its service by the key alone."""
    other = _opened_by(key).first()
    if other:
        way = "give another one, or change it there first: manage.py webservice --new-key"
        raise WebServiceError(
            f"This key opens the {other} already, and a key says which service is meant: {way}."
        )


def _opened_by(key: str) -> QuerySet[WebService]:
    offered = hashed(key)
    return WebService.objects.filter(Q(primary_key_hash=offered) | Q(secondary_key_hash=offered))


def _key(authorization: str) -> str:
    scheme, _, key = authorization.strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
