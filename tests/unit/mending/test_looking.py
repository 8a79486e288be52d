"""What is found is told apart: sure, worth a person's decision, or neither."""

from dataclasses import replace

import pytest

from runner.healing.control import Control
from runner.healing.fingerprint import Fingerprint
from runner.healing.locating import UNSURE, Answer, Located, Refused
from runner.mending import looking
from runner.mending.looking import Verdict, look_for, stands_there
from runner.mending.wording import described, summary, traits
from runner.screens.policy import Use
from runner.secret import MASK

STORED = Control(
    "text", "Street, no.", id="street", html_name="street", form="/save", previous="Tax", next="Zip"
)
NOW = replace(STORED, name="Street and number", id="s1", html_name="s1")
OTHER = Control("text", "City", id="city", form="/save", previous="Zip")
BUTTON = Control("button", "Save")
WANTED = Fingerprint("street", STORED, 0)


def looked(
    monkeypatch: pytest.MonkeyPatch, answer: Answer, *controls: Control, taken: tuple[int, ...] = ()
) -> Verdict:
    monkeypatch.setattr(looking, "locate", lambda *_: {"street": answer})
    return look_for(WANTED, [WANTED], controls, Use.FILL, taken)


def test_what_was_located_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = looked(monkeypatch, Located("street", 1, NOW, 0.99), OTHER, NOW, BUTTON)

    assert (verdict.sure, verdict.likely, verdict.confidence) == (True, True, 0.99)
    assert verdict.best is not None
    assert (verdict.best.number, [one.number for one in verdict.others]) == (1, [0])


@pytest.mark.parametrize(
    ("control", "taken", "why"),
    [
        (NOW, (0,), "another element's locator finds it"),
        (replace(NOW, name=f"For {MASK}"), (), "its label holds a personal value"),
        (replace(NOW, hidden=True), (), "it is hidden"),
        (replace(NOW, disabled=True), (), "it is disabled"),
    ],
)
def test_what_was_located_is_not_used_where_something_speaks_against_it(
    monkeypatch: pytest.MonkeyPatch, control: Control, taken: tuple[int, ...], why: str
) -> None:
    answer = Located("street", 0, control, 0.99)
    verdict = looked(monkeypatch, answer, control, taken=taken)

    assert (verdict.sure, verdict.likely, verdict.reason) == (False, False, why)


def test_what_is_not_sure_is_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = looked(monkeypatch, Refused("street", UNSURE, OTHER, 0.6, 0), OTHER, BUTTON)

    assert (verdict.sure, verdict.likely, verdict.confidence) == (False, True, 0.6)
    assert verdict.best is not None
    assert verdict.best.control is OTHER


def test_so_is_what_stands_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = looked(monkeypatch, Refused("street", UNSURE, OTHER, 0.01, 0), OTHER, NOW)

    assert (verdict.likely, verdict.confidence) == (True, 0.0)
    assert verdict.best is not None
    assert verdict.best.control is NOW


@pytest.mark.parametrize("reason", ["it has the name of a look-alike", "it stands in another row"])
def test_what_is_forbidden_is_only_named(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    verdict = looked(monkeypatch, Refused("street", reason, NOW, 0.9, 0, vetoed=True), NOW)

    assert (verdict.sure, verdict.likely, verdict.reason) == (False, False, reason)
    assert verdict.best is not None


@pytest.mark.parametrize("name", ["Street (billing)", "Second street, no."])
def test_a_look_alike_in_its_place_is_not_worth_a_decision(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    wanted = replace(
        WANTED,
        control=replace(STORED, name="First street, no."),
        twins=("Street (billing)",),
    )
    found = replace(NOW, name=name)
    refused = Refused("street", UNSURE, found, 0.1, 0)
    monkeypatch.setattr(looking, "locate", lambda *_: {"street": refused})
    verdict = look_for(wanted, [wanted], [found], Use.FILL)

    assert not verdict.likely


def test_where_nothing_is_there_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = looked(monkeypatch, Refused("street", "nothing is of its kind", None, 0.0), BUTTON)

    assert (verdict.best, verdict.others, verdict.likely) == (None, (), False)


def test_a_place_is_its_form_and_neighbours_or_one_of_them_and_a_word() -> None:
    moved = replace(NOW, next="Phone")

    assert stands_there(STORED, NOW)
    assert stands_there(STORED, moved)
    assert not stands_there(STORED, replace(moved, name="Avenue"))
    assert not stands_there(STORED, replace(NOW, form="/other"))
    assert not stands_there(STORED, replace(NOW, kind="select"))
    assert not stands_there(
        replace(STORED, previous="", next=""), replace(NOW, previous="", next="")
    )


def test_evidence_is_worded() -> None:
    told = summary(traits(STORED, NOW))

    assert told == "same form, same neighbours; label, name in the form and id changed"
    assert summary(traits(Control("text"), OTHER)).startswith("nothing else is the same; ")
    assert described(NOW) == "field 'Street and number'"
    assert described(BUTTON) == "button 'Save'"
    assert described(Control("select", id="x")) == "list 'x'"
    assert described(Control("checkbox")) == "box without a name"
