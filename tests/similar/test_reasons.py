"""What is said as the reason why two companies are close."""

from dataclasses import replace

import pytest

from scoring.endpoint import embedded
from scoring.models import ModelVersion
from scoring.similar.explaining import reason
from tests.clustering.kinds.trades import kinds

pytestmark = pytest.mark.django_db
BANK = "A trusted bank for families: mortgages, deposits, loans and growing customers"
OTHER = "Customers bring deposits, and the bank grants mortgages and loans to families"


def test_what_everybody_says_of_himself_is_no_reason(model: ModelVersion) -> None:
    trained = embedded.model(model.pk)
    told_apart = kinds()
    vocabulary = told_apart.vocabulary
    silent = [ngram == "mortgag" for ngram in vocabulary.ngrams]
    idf = vocabulary.idf.copy()
    idf[silent] = 0
    of_everybody = replace(told_apart, vocabulary=replace(vocabulary, idf=idf))

    without_kinds = reason(replace(trained, kinds=None), BANK, OTHER)
    with_kinds = reason(replace(trained, kinds=of_everybody), BANK, OTHER)

    assert of_everybody.words_of_everybody == {"mortgag"}
    assert "mortgag" in without_kinds.shared
    assert "mortgag" not in with_kinds.shared
    assert with_kinds.shared.keys() == without_kinds.shared.keys() - {"mortgag"}
    assert "mortgag" not in {phrase.ngram for phrase in with_kinds.telling}
