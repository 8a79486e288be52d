"""A person's touches are told from those that a bot causes."""

from collections.abc import Callable

from runner.attended.presence import Presence, Touch, Touched

KEY_A, CLICK, MOVED = Touched(Touch.KEY, 38), Touched(Touch.BUTTON, 1), Touched(Touch.MOTION, 0)


class FakeWatcher:
    def begin(self, seen: Callable[[Touched], None]) -> None:
        self.seen = seen

    def close(self) -> None:
        self.closed = True


def test_what_the_bot_causes_is_nobodys_touch() -> None:
    watcher, touched = FakeWatcher(), []
    presence = Presence(watcher, touched.append)
    with presence.ours(KEY_A, CLICK):
        watcher.seen(CLICK)
        watcher.seen(KEY_A)
    assert touched == []


def test_a_person_is_noticed_between_what_the_bot_does() -> None:
    watcher, touched = FakeWatcher(), []
    presence = Presence(watcher, touched.append)
    with presence.ours(KEY_A):
        watcher.seen(MOVED)
        watcher.seen(KEY_A)
        watcher.seen(KEY_A)
    assert touched == [MOVED, KEY_A], "the second press of the key was the person's"
