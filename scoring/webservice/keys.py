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
# Old programs read the number of a cluster as one digit
CLUSTERS = 10
SHORTEST_KEY = 16
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class WebServiceError(ValueError):
    """A service that cannot be made or changed so; the message says what to change."""


def new_key() -> str:
    """88 characters of base64, as the studio's keys."""
    return b64encode(secrets.token_bytes(64)).decode()


def create_service(
    workspace: str = "",
    service: str = "",
    key: str = "",
    version: ModelVersion | None = None,
) -> tuple[WebService, str, str]:
    """Make a service; returns it with both keys, which are kept nowhere.

    The ids and the primary key are those of an old client where they are given. It answers by
    `version`, or by the active one.

    Raises:
        WebServiceError: no trained version, an id or key that cannot be, or the address is taken.
    """
    active = active_version()
    check_new_service(workspace, service, key)
    primary = key or new_key()
    secondary = new_key()
    made = WebService(
        version=version or active,
        primary_key_hash=hashed(primary),
        secondary_key_hash=hashed(secondary),
    )
    made.workspace = workspace or made.workspace
    made.service = service or made.service
    made.save()
    return made, primary, secondary


def active_version() -> ModelVersion:
    """The embedded version that is active. Raises WebServiceError when there is none."""
    version = model_versions.embedded()
    if version is None:
        raise WebServiceError("There is no trained model yet. Run manage.py prepare first.")
    return version


def check_new_service(workspace: str, service: str, key: str) -> None:
    """Raise WebServiceError for an id or key that cannot be, or an address that is taken."""
    for name, given_id in (("workspace", workspace), ("service", service)):
        if given_id and not _ID.fullmatch(given_id):
            raise WebServiceError(f"The {name} id may have letters, digits, _ and -, 64 at most.")
    if key:
        _check_form(key)
    # Ids and keys that are not given are made by chance, and never those of another service
    same_address = find_service(workspace, service)
    if same_address:
        raise WebServiceError(f"There is a service at {same_address.path} already.")
    if key:
        _check_unused(key)


def change_key(service: WebService, which: str, key: str = "") -> str:
    """Replace one key, by a given one or by a new one; the other one goes on.

    Returns the key, which is kept nowhere.

    Raises:
        WebServiceError: the given key cannot be, or opens a service already.
    """
    if key:
        _check_form(key)
        _check_unused(key)
    else:
        key = new_key()
    changed = {
        f"{which}_key_hash": hashed(key),
        f"{which}_key_made_at": timezone.now(),
    }
    WebService.objects.filter(pk=service.pk).update(**changed)
    return key


def revoke_key(service: WebService, which: str) -> None:
    """Let one key open nothing from now on; the other one goes on."""
    WebService.objects.filter(pk=service.pk).update(**{f"{which}_key_hash": ""})


def move_service(service: WebService, version: ModelVersion) -> None:
    """Let a service answer by another version from now on.

    Raises:
        NoModelError: it cannot be read; the service goes on as it was.
    """
    embedded.model(version.pk)
    WebService.objects.filter(pk=service.pk).update(version=version)


def limit_calls(service: WebService, calls: int) -> None:
    """Let a service answer so many calls at once from now on, in each process."""
    WebService.objects.filter(pk=service.pk).update(most_calls_at_once=calls)


def find_service(workspace: str, service: str) -> WebService | None:
    """The service at an address; ids count in any case of letters."""
    if not (_ID.fullmatch(workspace) and _ID.fullmatch(service)):
        return None
    same_ids = WebService.objects.filter(workspace__iexact=workspace, service__iexact=service)
    return same_ids.select_related("version").first()


def existing_service(workspace: str, service: str) -> WebService:
    """The service at an address. Raises ServiceError when there is none."""
    named_service = find_service(workspace, service)
    if named_service:
        return named_service
    same_workspace = WebService.objects.filter(workspace__iexact=workspace)
    if _ID.fullmatch(workspace) and same_workspace.exists():
        raise service_error("WebServiceNotFound", "There is no such service in this workspace.")
    raise service_error("WorkspaceNotFound", "There is no such workspace.")


def authorised_service(workspace: str, service: str, authorization: str) -> WebService:
    """The service at an address, for a caller with one of its keys.

    Raises:
        ServiceError: there is no such service, or the key is not its own.
    """
    named_service = existing_service(workspace, service)
    offered = hashed(_key(authorization))
    # Both are compared in any case, so that the time of a reply tells nothing
    is_primary = secrets.compare_digest(offered, named_service.primary_key_hash)
    is_secondary = secrets.compare_digest(offered, named_service.secondary_key_hash)
    if not (is_primary or is_secondary):
        raise unauthorized()
    return named_service


def service_of_key(authorization: str, version: str = "") -> WebService:
    """The service that a key belongs to.

    Raises ServiceError when there is none, or not by the version asked for.
    """
    service = _opened_by(_key(authorization)).select_related("version").first()
    if service is None:
        raise unauthorized()
    if version not in ("", str(service.version_id)):
        problem = f"The service of this key answers by version {service.version_id}."
        raise service_error("WebServiceNotFound", problem)
    return service


def hashed(key: str) -> str:
    """64 hexadecimal digits; all that is stored of a key."""
    # Without a salt, for /score finds its service by the hash of the key alone
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _check_form(key: str) -> None:
    is_plain = key.isascii() and key.isprintable() and " " not in key
    if not is_plain:
        raise WebServiceError("The key has characters that no header can carry; copy it again.")
    if len(key) < SHORTEST_KEY:
        raise WebServiceError(
            f"The key has {len(key)} characters; {SHORTEST_KEY} is the least that is safe."
        )


def _check_unused(key: str) -> None:
    """A call of /score names its service by the key alone."""
    other_service = _opened_by(key).first()
    if other_service:
        raise WebServiceError(
            f"This key opens the {other_service} already, and a key says which service is meant: "
            "give another one, or change it there first: manage.py webservice --new-key."
        )


def _opened_by(key: str) -> QuerySet[WebService]:
    offered = hashed(key)
    is_primary = Q(primary_key_hash=offered)
    is_secondary = Q(secondary_key_hash=offered)
    return WebService.objects.filter(is_primary | is_secondary)


def _key(authorization: str) -> str:
    scheme, _, key = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        return ""
    return key.strip()
