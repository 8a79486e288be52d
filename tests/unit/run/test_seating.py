"""Seating: a worker waits for its seat, or leaves the run to a later time."""

from pathlib import Path

import pytest

from runner.item import Draft, Source
from runner.run.channel import Channel
from runner.run.plan import RunPlan
from runner.run.seating import NoSeatError, Rule, Seats, account_of, needs_of, rules_of
from runner.screens.load import load
from runner.secret import Secret
from runner.store.deaths import Death
from runner.store.store import Store, open_store
from tests.unit.run.conftest import a_run

RULE = Rule("crm", "account", 1, None)

APP = """version: 1
app: crm
address: http://127.0.0.1/
{limits}
sign_in:
  credential: crm
  steps: [{{on: sign_in, fill: {{name: username, word: password}}, press: go}}]
  then: home
screens:
  sign_in:
    shown_by: [{{label: Name}}]
    elements:
      name: {{label: Name}}
      word: {{label: Word, secret: true}}
      go: {{text: Go}}
  home: {{shown_by: [{{text: Home}}]}}
"""


class FakeChannel(Channel):
    """Remembers what a supervisor was told, and does something at every wait."""

    def __init__(self, at_wait=lambda: None) -> None:
        self.told: list[str] = []
        self._at_wait = at_wait

    def tell(self, event: str, **data: object) -> None:
        self.told.append(f"{event}: {data.get('message')}")

    def wait_for_stop(self, seconds: float) -> bool:
        del seconds
        return bool(self._at_wait())


class FakeVault:
    def __init__(self, **names: str) -> None:
        self._names = names

    def missing(self, needed: list[str]) -> list[str]:
        return [name for name in needed if name not in self._names]

    def get(self, name: str) -> Secret:
        return Secret(self._names[name])


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store("store.db", tmp_path, tmp_path)
    opened.runs.begin(a_run("r1"), [Draft(Source("a", None, 1), "k", {"n": 1})])
    yield opened
    opened.close()


def seats(store: Store, worker: str, *, waits: bool = True) -> Seats:
    return Seats(store, "r1", worker, [RULE], waits=waits)


def test_a_worker_of_a_run_waits_until_a_seat_is_free_and_says_so(store: Store) -> None:
    assert seats(store, "w1").sit_down(FakeChannel())
    channel = FakeChannel(lambda: store.items.bury("w1", Death("It ended.")) and None)

    assert seats(store, "w2").sit_down(channel)
    assert channel.told == [
        "no seat: App 'crm' allows 1 in all at once, and every session is in use."
    ]
    assert [seat.worker for seat in store.seats.taken()] == ["w2"]


def test_a_worker_of_the_fleet_leaves_the_run_to_a_later_time(store: Store) -> None:
    seats(store, "w1").sit_down(FakeChannel())

    with pytest.raises(NoSeatError, match="App 'crm' allows 1 in all at once") as refused:
        seats(store, "w2", waits=False).sit_down(FakeChannel())
    assert "`sessions_per_account` in its selector file" in refused.value.sentence()


def test_nobody_waits_for_a_seat_when_nothing_is_left_or_a_stop_is_asked_for(store: Store) -> None:
    seats(store, "w1").sit_down(FakeChannel())

    assert not seats(store, "w2").sit_down(FakeChannel(lambda: True))
    store.items.claim("r1", "w1")
    assert not seats(store, "w2").sit_down(FakeChannel())


def test_who_does_not_get_all_seats_keeps_none(store: Store) -> None:
    rules = [Rule("a", "", 1, None), Rule("b", "", None, 1)]
    assert Seats(store, "r1", "w1", rules[1:], waits=True).sit_down(FakeChannel())

    with pytest.raises(NoSeatError, match="'b' allows 1 of one account at once"):
        Seats(store, "r1", "w2", rules, waits=False).sit_down(FakeChannel())
    assert [seat.app for seat in store.seats.taken()] == ["b"]


def test_an_app_without_limits_has_no_rules_and_accounts_are_told_apart(tmp_path: Path) -> None:
    def app(name: str, limits: str):
        file = tmp_path / f"{name}.yaml"
        file.write_text(APP.format(limits=limits))
        return load(file)

    apps = {"x": app("x", "sessions: 4\nsessions_per_account: 1"), "y": app("y", "")}
    files = {"x": "x", "y": "y"}
    anna, otto = FakeVault(crm_username="anna"), FakeVault(crm_username="otto")
    (rule,) = rules_of(apps, files, anna)

    assert (rule.app, rule.most, rule.most_per_account) == ("x", 4, 1)
    assert rule.account == account_of(apps["x"], anna) != account_of(apps["x"], otto)
    assert "anna" not in rule.account
    assert account_of(apps["x"], FakeVault()) == account_of(apps["x"], FakeVault())


def test_a_resource_is_held_by_so_many_workers_as_the_file_says(store: Store) -> None:
    plan = RunPlan(needs={"desktop": 1})
    first = Seats(store, "r1", "w1", needs_of(plan), waits=False)
    assert first.sit_down(FakeChannel())
    assert first.sit_down(FakeChannel())  # who has it has it
    with pytest.raises(NoSeatError) as full:
        Seats(store, "r1", "w2", needs_of(plan), waits=False).sit_down(FakeChannel())
    assert full.value.message == ("Of the resource 'desktop' there is 1 at once, and it is in use.")
    assert "schedules.yaml says how many" in full.value.sentence()
    many = NoSeatError(needs_of(RunPlan(needs={"erp_seat": 2}))[0])
    assert many.message == "Of the resource 'erp_seat' there are 2 at once, and all are in use."
    store.items.bury("w1", Death("It ended."))
    assert Seats(store, "r1", "w2", needs_of(plan), waits=False).sit_down(FakeChannel())
