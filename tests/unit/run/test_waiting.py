"""A run in the foreground waits for its apps, says why, and knows how long it may."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runner.run.access import Barred
from runner.run.errors import NotInTimeError
from runner.run.plan import AppPlan
from runner.run.waiting import NotNowError, Waiting

SHUT = "App 'crm' is in maintenance."


class FakeAccess:
    def __init__(self, *found: Barred | None) -> None:
        self.found = list(found)
        self.looked: list[Any] = []

    def look(self, known: Any) -> None:
        self.looked.append(known)

    def barred(self, bot: str, apps: Any) -> Barred | None:
        return self.found.pop(0) if len(self.found) > 1 else self.found[0]


def barred(minutes: int | None = 60, key: str = "k") -> Barred:
    until = None if minutes is None else datetime.now(UTC) + timedelta(minutes=minutes)
    return Barred(SHUT, until, stops=False, key=key)


def waiting(access: Any, monkeypatch: pytest.MonkeyPatch) -> Waiting:
    monkeypatch.setattr("runner.run.waiting.LOOK_SECONDS", 0.0)
    return Waiting(access, "save", {"crm": AppPlan(file="crm")})


def test_it_is_said_once_why_it_waits_and_once_that_it_goes_on(monkeypatch) -> None:
    said: list[str] = []
    one = waiting(FakeAccess(barred(), barred(), None, None), monkeypatch)
    holds = []
    for _ in range(4):
        one.look(said.append)
        holds.append(one.holds)
    assert said == [f"Waiting. {SHUT}", "Going on."]
    assert holds == [True, True, False, False]


def test_a_run_that_never_had_to_wait_says_nothing(monkeypatch) -> None:
    said: list[str] = []
    assert waiting(FakeAccess(None), monkeypatch).look(said.append) is None
    assert said == []


def test_it_holds_for_a_moment_after_an_app_did_not_answer(monkeypatch) -> None:
    one = waiting(FakeAccess(None), monkeypatch)
    one.rest()
    assert one.holds


def test_how_long_it_takes_is_known_of_a_maintenance_and_not_of_an_outage(monkeypatch) -> None:
    for minutes, longer in ((60, True), (None, False)):
        one = waiting(FakeAccess(barred(minutes)), monkeypatch)
        one.look(lambda _: None)
        assert one.longer_than(600) is longer
        assert not one.longer_than(7200)


def test_a_person_is_refused_and_told_the_two_ways_out(monkeypatch) -> None:
    access = FakeAccess(barred())
    with pytest.raises(NotNowError) as refused:
        waiting(access, monkeypatch).refuse()
    assert refused.value.sentence() == (
        f"Nothing was begun. {SHUT} Start it later, or have it wait: `deskhand run … "
        "--wait-for-apps`. With --even-if-paused it begins all the same."
    )
    assert access.looked == [()]
    waiting(FakeAccess(None), monkeypatch).refuse()


def test_waiting_ends_when_the_app_is_back_or_the_deadline_comes_first(monkeypatch) -> None:
    said: list[str] = []
    waiting(FakeAccess(barred(), None), monkeypatch).wait(said.append, 7200)
    assert said[-1] == "Going on."
    with pytest.raises(NotInTimeError, match=r"maintenance\. The run's deadline passes"):
        waiting(FakeAccess(barred()), monkeypatch).wait(said.append, 60)
