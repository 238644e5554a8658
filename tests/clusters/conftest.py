"""Four clusters with a few companies."""

import pytest

from scoring.models import ModelVersion
from tests.clusters.shelf import place, store_version


@pytest.fixture
def version(db: None) -> ModelVersion:
    """Ten placed companies: four banks, three of software, two insurers, one of wires;
    and one without a place.
    """
    made = store_version()
    place(made, 0, "Alpha Bank", distance=0.1, sure=0.9)
    place(made, 0, "Beta Bank", "Gamma Bank", distance=0.2)
    place(made, 0, "Delta Lending", category="Technology", distance=0.9)
    place(made, 1, "Soft One", "Soft Two", "Soft Three", category="Technology", distance=0.8)
    place(made, 2, "Epsilon Insurance", "Zeta Insurance", distance=0.3)
    place(made, 3, "Wires", category="", distance=0.4)
    place(made, None, "Nobody", sure=None)
    return made
