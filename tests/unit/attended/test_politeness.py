"""A bot of the desktop holds still while the person touches mouse or keyboard."""

from threading import Event

from runner.attended.politeness import Politeness
from runner.attended.presence import Touch, Touched

KEY = Touched(Touch.KEY, 38)


def test_the_first_touch_pauses_and_quiet_goes_on() -> None:
    done: list[str] = []
    quiet = Event()

    def go_on() -> None:
        done.append("go on")
        quiet.set()

    polite = Politeness(lambda: done.append("pause"), go_on, quiet_seconds=0.2)
    for _ in range(3):
        polite.touched(KEY)
    assert done == ["pause"]
    assert quiet.wait(30)
    assert done == ["pause", "go on"]
    polite.touched(KEY)
    assert done == ["pause", "go on", "pause"], "the next touch holds it again"
    polite.close()


def test_every_touch_makes_the_quiet_begin_anew() -> None:
    gone_on = Event()
    polite = Politeness(lambda: None, gone_on.set, quiet_seconds=60)
    polite.touched(KEY)
    first = polite._waiting
    polite.touched(KEY)
    assert first is not None
    assert first.finished.is_set(), "the first touch's end of quiet does not count any more"
    assert not gone_on.is_set()
    polite.close()
