"""The apps of a worker: open while they are needed, and never in a person's way."""

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from runner.recorder import NullRecorder, Recorder
from runner.run.channel import Channel
from runner.run.sessions import Sessions


@dataclass
class App:
    """A session of an app, with its one process."""

    process: int
    is_before_person: bool = False
    starts_anew: bool = False
    signed_in: int = 0
    closed: int = 0
    recorder: Recorder | None = None

    def attach(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def sign_in(self) -> None:
        self.signed_in += 1

    def process_ids(self) -> list[int]:
        return [self.process]

    def close(self, deadline: float) -> None:
        del deadline
        self.closed += 1


@dataclass
class Bench:
    """A worker with a browser and a program that lies before a person."""

    output: io.StringIO = field(default_factory=io.StringIO)
    web: App = field(default_factory=lambda: App(11))
    erp: App = field(default_factory=lambda: App(12, is_before_person=True, starts_anew=True))

    def sessions(self) -> Sessions:
        apps: dict[str, Any] = {"web": self.web, "erp": self.erp}
        channel = Channel(self.output, io.StringIO(), person=True)
        return Sessions(list(apps), apps.__getitem__, options={}, channel=channel)

    def told(self) -> list[tuple[str, Any]]:
        lines = map(json.loads, self.output.getvalue().splitlines())
        return [(one["event"], one["data"].get("processes")) for one in lines]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_run_opens_everything(bench: Bench) -> None:
    assert set(bench.sessions().open_all(NullRecorder())) == {"web", "erp"}
    assert bench.erp.signed_in == 1


def test_on_standby_no_program_lies_before_the_person(bench: Bench) -> None:
    sessions = bench.sessions()
    assert set(sessions.open_all(NullRecorder(), on_standby=True)) == {"web"}
    assert bench.erp.signed_in == 0
    assert set(sessions.open_all(NullRecorder())) == {"web", "erp"}, "the run wants it"
    assert bench.web.signed_in == 1, "what was open stays so"


def test_after_the_run_the_program_is_put_away(bench: Bench) -> None:
    sessions = bench.sessions()
    sessions.open_all(NullRecorder())
    sessions.put_away()
    assert set(sessions.open) == {"web"}
    assert (bench.erp.closed, bench.web.closed) == (1, 0)
    assert bench.told()[-2:] == [("browser closed", None), ("browser", [11])], (
        "its processes may end now, the others' may not"
    )


def test_nothing_is_told_where_nothing_is_put_away(bench: Bench) -> None:
    bench.erp.is_before_person = False
    sessions = bench.sessions()
    sessions.open_all(NullRecorder())
    told = bench.told()
    sessions.put_away()
    assert bench.told() == told
