"""Trained versions of three clusters, one of them active, and a service of it."""

from functools import lru_cache
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from clustering.artifact import dumps
from clustering.model import Model
from scoring.models import ModelArtefact, ModelVersion
from tests.versions.small_site import trained, turned
from tests.webservice.calls import Service, made


@lru_cache
def artefact(turns: int) -> bytes:
    return dumps(turned(trained()) if turns else trained())


def kept(turns: int = 0) -> ModelVersion:
    """A trained version without what a service has no use for: companies and their places."""
    version = ModelVersion.objects.create(
        kind="embedded", preset="similarco", k=3, is_active=not turns
    )
    ModelArtefact.objects.create(version=version, data=artefact(turns))
    return version


@pytest.fixture
def version(db: None) -> ModelVersion:
    """The active version: three clusters."""
    return kept()


@pytest.fixture
def other(version: ModelVersion) -> ModelVersion:
    """The same three clusters under other numbers; not active."""
    return kept(turns=1)


@pytest.fixture
def small_model() -> Model:
    """The model of the active version."""
    return trained()


@pytest.fixture
def service(version: ModelVersion) -> Service:
    return made()


@pytest.fixture
def at(live_server: LiveServer, settings: Any) -> str:
    """The address of the site as a real server; its pages and commands say the same one."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)
