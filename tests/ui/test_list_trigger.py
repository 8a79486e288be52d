"""A list is read off a real screen by a process of its own, which changes nothing."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.killing import Sweep, sweeping
from demo.ledger import entries
from runner.triggers.list_reading import (
    ListNotReadError,
    ListPlace,
    ListSignInRefusedError,
    read_list,
)

pytestmark = pytest.mark.browser

STOP = threading.Event()

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    with sweeping(tmp_path_factory.mktemp("demo") / "crm", rows=0) as running:
        yield running


@pytest.fixture
def place(crm: Sweep, monkeypatch: pytest.MonkeyPatch) -> ListPlace:
    for name in ("CRM_USERNAME", "CRM_PASSWORD"):
        monkeypatch.setenv(name, crm.environment[name])
    return ListPlace(ROOT, "crm", "results", "customers", crm.address)


def test_the_rows_of_a_screen_are_read_and_nothing_is_entered(crm: Sweep, place: ListPlace) -> None:
    [row] = read_list(place, STOP)

    assert row["account"] == "0010020"
    assert set(row) == {"account", "name", "city"}
    assert list(entries(crm.ledger)) == []


def test_a_refused_sign_in_is_told_from_an_app_that_is_not_there(
    place: ListPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "guessed")
    with pytest.raises(ListSignInRefusedError) as refused:
        read_list(place, STOP)
    nowhere = ListPlace(ROOT, "crm", "results", "customers", "http://127.0.0.1:9/")
    with pytest.raises(ListNotReadError) as away:
        read_list(nowhere, STOP)

    assert "did not accept the sign-in" in refused.value.sentence()
    assert "guessed" not in refused.value.sentence()
    assert away.value.sentence().startswith("The list crm.results.customers could not be read: ")


def test_it_ends_with_its_browser_when_it_is_to_stop(place: ListPlace) -> None:
    stop = threading.Event()
    timer = threading.Timer(1, stop.set)
    timer.start()
    began = time.monotonic()

    assert read_list(place, stop) == []
    assert time.monotonic() - began < 30
    timer.join()
