"""A host without permits: its workers keep their places only for what is soon to be done."""

from datetime import UTC, datetime
from typing import Any

import pytest

from runner.bots import Limits
from runner.dispatch.embedded import Embedded
from runner.run.claiming import ClaimingFleet
from runner.run.fleet import Post
from runner.run.watching import Watch
from runner.store.fleet import Host
from runner.store.store import Store


class Silent:
    def said(self, message: str) -> None: ...


class FakeWorker:
    name = "w"

    def __init__(self) -> None:
        self.stopped = False

    def ask_to_stop(self) -> None:
        self.stopped = True


@pytest.mark.parametrize(("seconds", "stopped"), [(0.5, False), (59.0, False), (3600.0, True)])
def test_a_worker_waits_for_what_is_soon_and_makes_room_for_others_else(
    store: Store, seconds: float, *, stopped: bool
) -> None:
    host = Host("h-1", "h", 1, ("web",), None, "0", datetime.now(UTC))
    post = Post(host, lambda _: None, lambda _: None)
    fleet = ClaimingFleet(store, Silent(), post, Embedded())
    worker: Any = FakeWorker()

    fleet._on_waiting("w", Watch(worker, "r1", Limits()), {"seconds": seconds})

    assert worker.stopped is stopped
