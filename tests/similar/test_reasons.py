"""What is said as the reason why two companies are close."""

from dataclasses import replace

import pytest
from django.test import Client

from clustering.kinds.common_words import CommonWords
from scoring.endpoint import embedded
from scoring.models import ModelVersion
from scoring.models.collections import OF_THE_SITE
from scoring.similar.explaining import reason
from scoring.similar.pairs.comparison import compare_texts
from scoring.similar.sources import Sources
from tests.clustering.kinds.trades import kinds as trades
from tests.kinds.conftest import kinds
from tests.kinds.site import BAKERY
from tests.shown import shown
from tests.similar.companies import nearest_to, store

__all__ = ["kinds"]

pytestmark = pytest.mark.django_db
BANK = "A trusted bank for families: mortgages, deposits, loans and growing customers"
OTHER = "Customers bring deposits, and the bank grants mortgages and loans to families"


def test_what_everybody_says_of_himself_is_no_reason(model: ModelVersion) -> None:
    trained = embedded.model(model.pk)
    common = CommonWords(frozenset({"mortgag"}), {"loan": frozenset({"loan"})})
    of_everybody = replace(trades(), common_words=common)

    without_kinds = reason(replace(trained, kinds=None), BANK, OTHER)
    with_kinds = reason(replace(trained, kinds=of_everybody), BANK, OTHER)

    assert {"mortgag", "loan"} <= without_kinds.shared.keys()
    assert with_kinds.shared.keys() == without_kinds.shared.keys() - {"mortgag", "loan"}
    assert not {"mortgag", "loan"} & {phrase.ngram for phrase in with_kinds.telling}


def test_the_kind_of_business_of_both_comes_before_the_phrases(
    client: Client, kinds: ModelVersion
) -> None:
    baker = store("Quillfern", BAKERY)
    other = store("Oven and crumb", "Rye loaves and croissants, baked at dawn in our town bakery.")

    rows = {each.company: each for each in nearest_to(baker, 10).rows}
    page = shown(client.get(baker.get_absolute_url()))

    assert rows[other].kind == "Bakeries"
    assert '<span class="chip kind" title="The kind of business of both">Bakeries</span>' in page


def test_without_a_phrase_the_kind_of_business_is_said_or_the_match_is_weak(
    kinds: ModelVersion,
) -> None:
    baker = store("Quillfern", BAKERY)
    store("Patisserie", "Pastries, croissants and wedding tarts by a master pastry chef.")

    for row in nearest_to(baker, 50).rows:
        assert row.phrases or row.kind or row.word == "weak"


def test_what_everybody_says_of_himself_is_not_marked_in_two_texts_side_by_side(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    common = CommonWords(frozenset({"mortgag"}), {})
    trained = replace(embedded.model(model.pk), kinds=replace(trades(), common_words=common))
    monkeypatch.setattr(Sources, "model", lambda sources: trained)

    found = compare_texts(store("One", BANK), store("Other", OTHER), Sources.read(OF_THE_SITE))

    assert "loan" in {phrase.ngram for phrase in found.phrases}
    assert "mortgag" not in {phrase.ngram for phrase in found.phrases}
    marked = [piece.text for _, pieces in found.texts for piece in pieces if piece.is_marked]
    assert "mortgages" not in marked
