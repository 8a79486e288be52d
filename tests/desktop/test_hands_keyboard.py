"""What is typed arrives in one window, in every toolkit and layout, or nowhere."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from Xlib import X, display

from benchmarks.desktop.fields import PROGRAMS, Field, a_field, a_thief, is_there
from runner.drivers.desktop.display import Display, own_display
from runner.drivers.desktop.errors import DesktopLostError
from runner.drivers.desktop.hands import open_hands
from runner.drivers.desktop.hands.chords import ChordError
from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.spare_keys import SpareKeys
from runner.drivers.desktop.hands.x11 import X11Hands
from runner.drivers.desktop.hands.xkb import KeyboardState
from runner.drivers.desktop.seam import FocusLostError, Target
from runner.drivers.surface.surface import NotDoneError

LONGEST_SECONDS = 60.0
SAMPLE = "Müller ß€ Ελλάδα Привет 中文字 مرحبا 😀👍 @#{}[]\\|~/\"'`^ e\u0301 AAbb  x\nzwei"
LAYOUTS = ("us", "de", "fr", "us,gr", "us,ru", "ch", "us -variant dvorak", "jp")
LOCK, NUM_LOCK = 0x02, 0x10


def until(met: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    pause, end = Event(), time.monotonic() + LONGEST_SECONDS
    while not met():
        assert time.monotonic() < end, "what was waited for did not come"
        pause.wait(0.01)


@pytest.fixture(scope="module")
def desk() -> Iterator[Display]:
    shown = own_display((1280, 900))
    yield shown
    shown.close()


@pytest.fixture
def hands(desk: Display) -> Iterator[X11Hands]:
    lay_out(desk, "us")
    opened = open_hands(desk.name)
    yield opened
    opened.close()


@pytest.fixture
def field(desk: Display) -> Iterator[Field]:
    with a_field("gtk3", desk.environment) as opened:
        opened.take()
        yield opened


@pytest.fixture
def person(desk: Display) -> Iterator[display.Display]:
    """Somebody else on the display."""
    server = display.Display(desk.name)
    yield server
    server.close()


def lay_out(desk: Display, layout: str) -> None:
    words = ["setxkbmap", "-option", "", "-layout", *layout.split()]
    subprocess.run(words, env=dict(desk.environment), check=True)


@pytest.mark.slow
@pytest.mark.parametrize("toolkit", PROGRAMS)
def test_any_text_arrives_whatever_the_toolkit_and_the_layout(
    desk: Display, hands: X11Hands, toolkit: str
) -> None:
    if not is_there(toolkit):
        pytest.skip(f"{toolkit} is not installed")
    with a_field(toolkit, desk.environment) as field:
        for layout in LAYOUTS if toolkit != "tk" else LAYOUTS[:3]:
            lay_out(desk, layout)
            field.take()
            hands.keyboard.write(SAMPLE, Target(field.window))
            assert field.text == SAMPLE, layout


@pytest.mark.parametrize("layout", LAYOUTS)
def test_by_the_layout_it_arrives_or_the_first_sign_that_is_missing_is_named(
    desk: Display, hands: X11Hands, field: Field, layout: str
) -> None:
    lay_out(desk, layout)
    for sign in "aZ09@#{}[]\\|~/\"'?:;,.-_+*&%$!=()<>^`éäßñ€яЖασς中😀":
        field.take()
        why = ""
        try:
            hands.keyboard.write_by_layout(sign * 2, Target(field.window))
        except NotDoneError as error:
            why = error.why
        assert (field.text, why) in (
            (sign * 2, ""),
            ("", f"the keyboard's layout has no {sign!r} (U+{ord(sign):04X})"),
        )
    lay_out(desk, layout)
    field.take()
    hands.keyboard.write_by_layout("aA1", Target(field.window))
    assert field.text == "aA1"


def test_german_keys_type_what_pyautogui_itself_gets_wrong(
    desk: Display, hands: X11Hands, field: Field
) -> None:
    lay_out(desk, "de")
    hands.keyboard.write_by_layout("rm -rf /* @{}[]\\ ÄÖÜß€", Target(field.window))
    assert field.text == "rm -rf /* @{}[]\\ ÄÖÜß€"


def test_more_strange_signs_than_spare_keys_arrive_all_the_same(
    hands: X11Hands, field: Field
) -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 300))
    hands.keyboard.write(text, Target(field.window))
    assert field.text == text


@pytest.mark.parametrize("text", ["one\ttwo", "\x1b[A", "\ud83d"])
def test_what_is_no_character_is_refused_before_anything_is_sent(
    hands: X11Hands, field: Field, text: str
) -> None:
    with pytest.raises(NotDoneError, match="it holds"):
        hands.keyboard.write(text, Target(field.window))
    assert field.text == ""


def test_caps_lock_does_not_matter_and_stays_as_the_person_had_it(
    person: display.Display, hands: X11Hands, field: Field
) -> None:
    keys = KeyboardState(person)
    keys.lock(LOCK | NUM_LOCK)
    hands.keyboard.write("äbc DEF 中", Target(field.window))
    assert field.text == "äbc DEF 中"
    assert keys.now().locked == LOCK | NUM_LOCK
    keys.lock(0)
    assert keys.now().locked == 0


def test_a_key_that_somebody_holds_is_waited_for_and_then_named(
    person: display.Display, hands: X11Hands, field: Field
) -> None:
    control = person.keysym_to_keycode(0xFFE3)
    person.xtest_fake_input(X.KeyPress, control)
    person.sync()
    with pytest.raises(NotDoneError, match="somebody holds Ctrl down"):
        hands.keyboard.write("abc", Target(field.window))
    with ThreadPoolExecutor() as pool:
        typed = pool.submit(hands.keyboard.write, "abc", Target(field.window))
        Event().wait(0.1)
        person.xtest_fake_input(X.KeyRelease, control)
        person.sync()
        typed.result()
    assert field.text == "abc"


def test_nothing_is_sent_to_a_field_without_the_focus(hands: X11Hands, field: Field) -> None:
    with pytest.raises(NotDoneError, match="the field does not have the keyboard focus"):
        hands.keyboard.write("geheim", Target(field.window, lambda: False))
    assert field.text == ""


def test_nothing_is_sent_to_another_window_and_it_is_named(
    desk: Display, hands: X11Hands, field: Field
) -> None:
    with a_field("tk", desk.environment, "Other window") as other:
        other.take()
        with pytest.raises(
            NotDoneError, match="the keyboard focus is in the window 'Other window'"
        ):
            hands.keyboard.write("geheim", Target(field.window))
        assert (field.text, other.text) == ("", "")


def test_a_window_that_is_gone_is_told(hands: X11Hands, desk: Display) -> None:
    with a_field("tk", desk.environment) as field:
        field.take()
        window = field.window
    until(
        lambda: (
            window not in hands._connection.numbers(hands._connection.root.id, "_NET_CLIENT_LIST")
        )
    )
    with pytest.raises(NotDoneError, match="the window is not there any more"):
        hands.keyboard.write("x", Target(window))


def test_a_program_that_holds_the_keyboard_gets_nothing(
    desk: Display, hands: X11Hands, field: Field
) -> None:
    locker = display.Display(desk.name)
    got = locker.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    assert got == X.GrabSuccess
    with pytest.raises(NotDoneError, match="another program holds the keyboard"):
        hands.keyboard.write("geheim", Target(field.window))
    assert locker.pending_events() == 0
    locker.close()
    hands.keyboard.write("ok", Target(field.window))
    assert field.text == "ok"


def test_what_was_stopped_in_the_middle_tells_how_much_arrived(
    hands: X11Hands, field: Field
) -> None:
    answers = iter([True, True, False])
    with pytest.raises(FocusLostError) as caught:
        hands.keyboard.write("0123456789" * 20, Target(field.window, lambda: next(answers)))
    assert caught.value.sent == 128
    until(lambda: len(field.text) == 128)
    assert field.text == ("0123456789" * 20)[:128]


def test_keys_are_pressed_together(desk: Display, hands: X11Hands, field: Field) -> None:
    for layout in ("us", "de", "us,ru", "fr"):
        lay_out(desk, layout)
        field.take("was there before")
        hands.keyboard.keys("Ctrl+A", Target(field.window))
        hands.keyboard.keys("Delete", Target(field.window))
        until(lambda: field.text == "")
        hands.keyboard.keys("ä", Target(field.window))
        hands.keyboard.keys("Enter", Target(field.window))
        hands.keyboard.keys("Shift+b", Target(field.window))
        until(lambda: field.text == "ä\nB")


def test_a_key_that_is_none_is_refused(hands: X11Hands, field: Field) -> None:
    with pytest.raises(ChordError):
        hands.keyboard.keys("Ctrl+Sve", Target(field.window))


def test_the_keyboard_map_is_put_back(desk: Display, person: display.Display) -> None:
    before = [list(row) for row in person.get_keyboard_mapping(8, 248)]
    hands = open_hands(desk.name)
    with a_field("gtk3", desk.environment) as field:
        field.take()
        hands.keyboard.write("中文", Target(field.window))
        assert [list(row) for row in person.get_keyboard_mapping(8, 248)] != before
        hands.close()
        assert [list(row) for row in person.get_keyboard_mapping(8, 248)] == before


WITHOUT_TK = """
import sys
sys.modules["tkinter"] = None
from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.plain import Plain
connection = Connection(sys.argv[1])
with Plain(connection).at_hand() as pyautogui:
    assert tuple(pyautogui.position()) == (connection.root.query_pointer().root_x, connection.root.query_pointer().root_y)
print("fine")
connection.close()
"""


def test_pyautogui_does_not_end_the_process_where_tk_is_not_installed(desk: Display) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TK, desk.name],
        capture_output=True,
        text=True,
        env=dict(os.environ) | {"PYTHONPATH": os.getcwd()},  # noqa: PTH109
        check=False,
    )
    assert (done.stdout, done.returncode) == ("fine\n", 0), done.stderr


LENDS = """
import sys, time
from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.spare_keys import SpareKeys
keys = SpareKeys(Connection(sys.argv[1]))
keys.lend([0x01004E2D, 0x01006587])
print("lent", flush=True)
sys.stdin.read()
"""


def test_what_one_that_died_has_lent_is_taken_back_and_what_a_living_one_has_is_not(
    desk: Display,
) -> None:
    watcher = Connection(desk.name)
    spare = SpareKeys(watcher)
    free = spare.layout().spare()
    lenders = [
        subprocess.Popen(
            [sys.executable, "-c", LENDS, desk.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(os.environ) | {"PYTHONPATH": os.getcwd()},  # noqa: PTH109
        )
        for _ in range(2)
    ]
    for lender in lenders:
        assert lender.stdout is not None
        assert lender.stdout.readline() == b"lent\n"
    assert len(spare.layout().spare()) == len(free) - 4
    lenders[0].send_signal(signal.SIGKILL)
    lenders[0].communicate()
    until(lambda: bool(spare.tidy()) or len(spare.layout().spare()) == len(free) - 2)
    assert len(spare.layout().spare()) == len(free) - 2
    lenders[1].communicate()
    until(lambda: bool(spare.tidy()) or len(spare.layout().spare()) == len(free))
    watcher.close()


@pytest.mark.slow
def test_a_thief_of_the_focus_gets_nothing(desk: Display, hands: X11Hands, field: Field) -> None:
    """With a canary secret, in values of ten signs and in long texts that are stopped."""
    chance = random.Random(20261122)
    window, wanted = field.window, ""
    stopped = 0
    with a_thief(desk.environment) as thief:
        for _ in range(200):
            rest = "Canary 中\n" * chance.choice((1, 1, 1, 40))
            wanted += rest
            while rest:
                try:
                    hands.keyboard.write(rest, Target(window))
                    rest = ""
                except FocusLostError as error:
                    stopped += 1
                    rest = rest[error.sent :]
                except NotDoneError:
                    pass
                if rest:
                    field.ask(focus=True)
        told = json.loads(thief.communicate("")[0])
    assert told["had_focus"] > 5
    assert told["keys"] == []
    assert field.text == wanted


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_display_that_is_killed_is_noticed() -> None:
    desk = own_display((640, 480))
    try:
        hands = open_hands(desk.name)
        os.kill(desk.vital["Xvfb"], signal.SIGKILL)
        with pytest.raises(DesktopLostError, match=f"the display '{desk.name}' does not answer"):
            until(lambda: bool(hands.keyboard.write("x", Target(1))))
        with pytest.raises(DesktopLostError), hands.clipboard.lend("x"):
            pass
        hands.close()
    finally:
        desk.close()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_display_that_is_not_there_is_told() -> None:
    with pytest.raises(DesktopLostError, match="the display ':987' does not answer"):
        open_hands(":987")
