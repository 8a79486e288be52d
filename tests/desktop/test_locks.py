"""Locked sessions, as the desktop's own screen saver and the system tell of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from jeepney import MessageType, message_bus, new_method_return
from jeepney.io.blocking import open_dbus_connection

from runner.drivers.desktop.display import Display, own_display
from runner.drivers.desktop.locks import Locks
from tests.desktop.programs import needs

pytestmark = [needs()]
LOCKED = "the screen is locked or its saver is on"


@pytest.fixture
def display() -> Iterator[Display]:
    made = own_display((640, 480))
    try:
        yield made
    finally:
        made.close()


@contextmanager
def service(bus: str, name: str, answers: dict[str, tuple[str, object]]) -> Iterator[None]:
    """A program on the bus that gives fixed answers, by method or by the property's name."""
    connection = open_dbus_connection(bus=bus)
    connection.send_and_get_reply(message_bus.RequestName(name))
    over = Event()

    def serve() -> None:
        while not over.is_set():
            try:
                asked = connection.receive(timeout=0.1)
            except TimeoutError:
                continue
            if asked.header.message_type is MessageType.method_call:
                key = asked.body[-1] if asked.body else asked.header.fields[3]
                signature, value = answers[str(key)]
                connection.send(new_method_return(asked, signature, (value,)))

    thread = Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        connection.close()


def why(session: str, system: str) -> str | None:
    locks = Locks(session, system)
    try:
        return locks.why()
    finally:
        locks.close()


def test_nothing_speaks_against_it_where_nobody_knows(display: Display) -> None:
    assert why(display.bus, display.bus) is None


@pytest.mark.parametrize(("locked", "said"), [(True, LOCKED), (False, None)])
@pytest.mark.parametrize("saver", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_the_desktops_screen_saver_is_asked(
    display: Display, saver: str, locked: bool, said: str | None
) -> None:
    with service(display.bus, saver, {"GetActive": ("b", locked)}):
        assert why(display.bus, "unix:path=/nonexistent") == said


@pytest.mark.parametrize(
    ("locked", "active", "said"),
    [
        (True, True, "the session is locked"),
        (False, False, "another session is in front"),
        (False, True, None),
    ],
)
def test_the_systems_own_word(
    display: Display, locked: bool, active: bool, said: str | None
) -> None:
    answers = {"LockedHint": ("v", ("b", locked)), "Active": ("v", ("b", active))}
    with service(display.bus, "org.freedesktop.login1", answers):
        met = why("unix:path=/nonexistent", display.bus)
    assert met is None if said is None else said in (met or "")
