"""Failpoints: a test's orders are carried out where and when they say, and in no other place."""

import os
import signal
from pathlib import Path

import pytest

from runner.run.failpoint import Failpoints

Signals = list[int]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Signals:
    """The signals that a process would have sent to itself."""
    signals: Signals = []
    monkeypatch.setattr(os, "kill", lambda _process, number: signals.append(number))
    return signals


def passings(order: str, count: int, name: str = "step.acted") -> None:
    """Pass a failpoint so often."""
    points = Failpoints(order)
    for _ in range(count):
        points.reach(name)


def test_without_an_order_nothing_happens(sent: Signals) -> None:
    passings("", 100)
    assert sent == []


def test_the_nth_passing_kills_once_for_all_processes(sent: Signals, tmp_path: Path) -> None:
    order = f"step.acted:3:{tmp_path / 'fired'}"
    passings(order, 2)
    assert sent == []
    passings(order, 5)
    passings(order, 5)
    passings(order, 5, "step.verified")
    assert sent == [signal.SIGKILL]


def test_stop_freezes_instead_and_says_who_is_frozen(sent: Signals, tmp_path: Path) -> None:
    passings(f"stop:step.acted:1:{tmp_path / 'fired'}", 3)
    assert sent == [signal.SIGSTOP]
    assert int((tmp_path / "fired").read_text()) == os.getpid()


def test_chance_kills_at_about_its_rate_at_any_point(sent: Signals, tmp_path: Path) -> None:
    file = tmp_path / "kills"
    for _ in range(400):
        passings(f"*:0.02:7:{file}", 50)
    assert 0.5 < len(sent) / (400 * (1 - 0.98**50)) < 1.5
    assert len(file.read_text().splitlines()) == len(sent)


def test_chance_can_be_repeated(sent: Signals, tmp_path: Path) -> None:
    def struck(folder: str) -> list[int]:
        (tmp_path / folder).mkdir()
        counts = []
        for _ in range(20):
            points = Failpoints(f"stop:*:0.1:7:{tmp_path / folder / 'kills'}")
            before = len(sent)
            counts.append(next((n for n in range(99) if points.reach("a") or sent[before:]), -1))
        return counts

    first = struck("first")
    assert struck("again") == first
    assert len(set(first)) > 3


def test_an_order_may_be_for_some_points_only(sent: Signals, tmp_path: Path) -> None:
    order = f"step.*|worker.*:1:7:{tmp_path / 'kills'}"
    passings(order, 1, "supervisor.item_ended")
    assert sent == []
    passings(order, 1, "worker.claimed")
    passings(order, 1, "step.press")
    assert sent == [signal.SIGKILL] * 2
