"""A person's touches are told from those that a bot causes."""

from collections.abc import Callable

import pytest

from runner.drivers.desktop import presence as presence_module
from runner.drivers.desktop.presence import Presence, Touch, Touched, presence_on

KEY_A, CLICK = Touched(Touch.KEY, 38), Touched(Touch.BUTTON, 1)
HERE, THERE = Touched(Touch.MOTION, (10, 20)), Touched(Touch.MOTION, (11, 20))


class FakeWatcher:
    def __init__(self, display: str = ":7") -> None:
        self.display = display
        self.closed = False

    def begin(self, seen: Callable[[Touched], None]) -> None:
        self.seen = seen

    def close(self) -> None:
        self.closed = True


def test_what_the_bot_causes_is_nobodys_touch() -> None:
    watcher = FakeWatcher()
    presence = Presence(watcher)
    presence.expect(HERE, CLICK, KEY_A)
    for seen in (HERE, CLICK, HERE, KEY_A):
        watcher.seen(seen)
    assert not presence.is_there()


def test_a_person_is_noticed_between_what_the_bot_does() -> None:
    watcher = FakeWatcher()
    presence = Presence(watcher)
    presence.expect(KEY_A)
    watcher.seen(KEY_A)
    assert not presence.is_there()
    watcher.seen(KEY_A)
    assert presence.is_there(), "the second press of the key was the person's"


def test_a_pointer_that_is_elsewhere_is_the_persons() -> None:
    watcher = FakeWatcher()
    presence = Presence(watcher)
    presence.expect(HERE, CLICK)
    watcher.seen(THERE)
    assert presence.is_there()


def test_a_person_is_gone_after_a_quiet_while() -> None:
    watcher = FakeWatcher()
    presence = Presence(watcher, quiet_seconds=0.0)
    watcher.seen(CLICK)
    assert not presence.is_there()


def test_what_was_meant_for_the_bot_does_not_count() -> None:
    watcher = FakeWatcher()
    presence = Presence(watcher)
    watcher.seen(CLICK)
    presence.forget()
    assert not presence.is_there()


def test_what_a_bot_expected_long_ago_is_the_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "OWN_SECONDS", -1.0)
    watcher = FakeWatcher()
    presence = Presence(watcher)
    presence.expect(CLICK)
    watcher.seen(CLICK)
    assert presence.is_there()


def test_two_programs_on_a_display_do_not_take_each_other_for_a_person() -> None:
    watchers: list[FakeWatcher] = []

    def watch(display: str) -> FakeWatcher:
        watchers.append(FakeWatcher(display))
        return watchers[-1]

    with presence_on(":7", watch) as one:
        with presence_on(":7", watch) as other:
            assert one is other
        (watcher,) = watchers
        assert not watcher.closed
    assert watcher.closed
    with presence_on(":7", watch):
        assert len(watchers) == 2


def test_a_display_that_cannot_be_watched_is_worked_on_all_the_same() -> None:
    def watch(display: str) -> FakeWatcher:
        raise OSError(display)

    with presence_on(":7", watch) as presence:
        assert presence is None
