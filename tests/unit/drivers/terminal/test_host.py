"""A host's surface, without a host."""

from pathlib import Path

import pytest

from demo.host.datastream import Panel
from runner.drivers.surface.surface import Hidden, NotDoneError
from runner.drivers.terminal.errors import ConnectionLostError
from runner.drivers.terminal.finding import Stroke, find, whole
from runner.drivers.terminal.host import HostSurface
from runner.drivers.terminal.options import TerminalOptions
from runner.drivers.values import Typed
from runner.screens.model import App, AppKind, Element, Press, Screen
from runner.screens.programs import TerminalForm
from tests.unit.drivers.terminal.drawn import EOR, PLACE, emulation, place, shown, told

FIELD = Element("field", PLACE, (place(1, 1),))
UNFORMATTED = b"\xf5\xc3\x11\x40\x40" + "USER ID ===> OLDNAME".encode("cp037")


def surface(one) -> HostSurface:
    app = App("host", Path("host.yaml"), "tn3270://host", kind=AppKind.TERMINAL)
    made = HostSurface(app, TerminalOptions(wait_seconds=0.05))
    made._emulation = one
    return made


def spot(made: HostSurface, locator):
    (thing,) = find(whole(made.look().display), locator).things
    return thing


def test_screens_without_fields_are_typed_into_where_they_stand() -> None:
    one = emulation()
    told(one, UNFORMATTED + EOR)
    made = surface(one)
    thing = spot(made, place(1, 14, 8))
    entered = made.enter(thing, FIELD, Typed("NEW"))

    assert (entered.before, entered.after.text) == ("OLDNAME", "NEW")
    assert made.display().line(0).rstrip() == "USER ID ===> NEW"


def test_nothing_is_typed_into_a_screen_that_has_changed_meanwhile() -> None:
    one = shown(Panel("one").text(1, 2, "CUSTOMER 1").input("name", 3, 10, 5))
    made = surface(one)
    thing = spot(made, place(3, 10))
    other = Panel("two").text(1, 2, "CUSTOMER 2").input("name", 3, 10, 5)
    told(one, other.record() + EOR)

    with pytest.raises(NotDoneError, match="the host has changed the screen in this very moment"):
        made.enter(thing, FIELD, Typed("x"))
    with pytest.raises(NotDoneError, match="the host has changed the screen"):
        made.press(Stroke("Enter"), FIELD, Press.KEYS, lambda: None)
    assert one.line.sent.endswith(EOR) is False


def test_a_press_that_is_forbidden_sends_nothing() -> None:
    one = shown(Panel("one").text(1, 2, "CUSTOMER"))
    made = surface(one)
    made.look()
    before = one.line.sent

    def forbid() -> None:
        raise RuntimeError("the lease is lost")

    with pytest.raises(RuntimeError):
        made.press(Stroke("PF3"), FIELD, Press.KEYS, forbid)
    assert one.line.sent == before
    assert one.lock == ""


def test_a_press_waits_no_longer_than_it_may_and_raises_nothing() -> None:
    one = shown(Panel("one").text(1, 2, "CUSTOMER"))
    made = surface(one)
    made.look()

    assert made.press(Stroke("F3"), FIELD, Press.KEYS, lambda: None) == "key"
    assert one.line.sent[-5:-4] == b"\xf3"
    assert made.unready(Stroke("F3"), typing=False) == one.lock != ""
    assert made.unready(Stroke("Reset"), typing=False) is None


def test_a_locked_keyboard_takes_no_text() -> None:
    one = shown(Panel("one").input("name", 3, 10, 5), locked=True)
    made = surface(one)
    thing = spot(made, place(3, 10))

    assert made.unready(thing, typing=True) == "the host keeps the keyboard locked (X SYSTEM)"
    assert made.look().scopes(Screen("one", PLACE, ())) == ()


def test_larger_screens() -> None:
    one = emulation(TerminalForm(rows=43, columns=80))
    told(one, b"\x7e\xc3\x11" + bytes((0x0D, 0x20)) + "LAST".encode("cp037") + EOR)
    display = one.display()

    assert (display.rows, display.columns) == (43, 80)
    assert display.line(42).startswith("LAST")


def test_what_was_never_opened() -> None:
    app = App("host", Path("host.yaml"), "tn3270://host", kind=AppKind.TERMINAL)
    made = HostSurface(app, TerminalOptions())

    assert not made.alive()
    assert made.moment(Hidden()) is None
    with pytest.raises(ConnectionLostError, match="it was not opened"):
        made.look()
