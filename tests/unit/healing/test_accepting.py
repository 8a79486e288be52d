"""Acceptance: the evidence that the trees weigh."""

import pytest

from runner.healing.accepting import evidence
from runner.healing.fingerprint import learn
from runner.healing.ranking import Ranked
from tests.unit.healing.pages import ADDRESS, form, likeliest


def test_evidence_tells_of_the_best_its_rival_and_the_page() -> None:
    page = form(*ADDRESS)
    found = likeliest(learn("it", page, 0), *page)
    found.around = {"page.kept": 0.9}
    told = evidence(found)

    assert told["over.rival"] > 4
    assert told["page.kept"] == 0.9
    assert told["strong"] >= 2
    assert told["rival.heading"] == pytest.approx(0.0, abs=0.2)


def test_no_candidates_no_evidence() -> None:
    assert evidence(Ranked(learn("it", form("Name"), 0), [], [], [], {})) == {}
