"""The clipboard is the person's: it is lent, checked, and put back."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from Xlib import X, display

from benchmarks.desktop.fields import a_field, is_there
from runner.drivers.desktop.display import Display, own_display
from runner.drivers.desktop.hands import open_hands
from runner.drivers.desktop.hands.clipboard import TAKEN
from runner.drivers.desktop.hands.x11 import X11Hands
from runner.drivers.desktop.seam import Target
from runner.drivers.surface.surface import NotDoneError

LONGEST_SECONDS = 30.0
PASTES = 200
"""The benchmark makes a thousand."""


def until(met: Callable[[], bool], seconds: float = LONGEST_SECONDS) -> bool:
    """Wait for something that comes soon; whether it came."""
    pause, end = Event(), time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            return False
        pause.wait(0.002)
    return True


@pytest.fixture(scope="module")
def desk() -> Iterator[Display]:
    shown = own_display((1024, 700))
    yield shown
    shown.close()


@pytest.fixture
def hands(desk: Display) -> Iterator[X11Hands]:
    opened = open_hands(desk.name)
    yield opened
    opened.close()


def copied(desk: Display, content: bytes, kind: str = "UTF8_STRING") -> None:
    """A person copies something."""
    subprocess.run(
        ["xclip", "-selection", "clipboard", "-in", "-target", kind],
        env=dict(desk.environment),
        input=content,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # xclip goes on in the background, and takes the clipboard there.
    assert until(lambda: pasted(desk, kind) == content)


def pasted(desk: Display, kind: str = "UTF8_STRING") -> bytes:
    """What a person would paste; nothing where there is nothing."""
    words = ["xclip", "-selection", "clipboard", "-out", "-target", kind]
    return subprocess.run(
        words, env=dict(desk.environment), capture_output=True, check=False
    ).stdout


def test_a_text_is_lent_and_what_the_person_had_comes_back(desk: Display, hands: X11Hands) -> None:
    copied(desk, "was sie hatte 中文".encode())
    for text in ("Müller 中文 😀", "zweite"):
        with hands.clipboard.lend(text) as ours:
            assert ours()
            assert pasted(desk).decode() == text
        assert pasted(desk).decode() == "was sie hatte 中文"
    assert hands.clipboard.lost == ()


def test_long_texts_go_both_ways(desk: Display, hands: X11Hands) -> None:
    theirs, ours = "ä中😀" * 300_000, "xyz" * 400_000
    copied(desk, theirs.encode())
    with hands.clipboard.lend(ours):
        assert pasted(desk).decode() == ours
    assert pasted(desk).decode() == theirs


def test_a_picture_comes_back(desk: Display, hands: X11Hands) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000
    copied(desk, picture, "image/png")
    with hands.clipboard.lend("x"):
        assert pasted(desk) == b"x"
    assert pasted(desk, "image/png") == picture


def test_what_cannot_be_put_back_is_told(desk: Display, hands: X11Hands) -> None:
    copied(desk, b"model", "application/x-drawing")
    with hands.clipboard.lend("x"):
        pass
    assert hands.clipboard.lost == ("application/x-drawing",)


def test_an_empty_clipboard_is_empty_again(desk: Display, hands: X11Hands) -> None:
    holder = display.Display(desk.name)
    window = holder.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    window.set_selection_owner(holder.intern_atom("CLIPBOARD"), X.CurrentTime)
    window.destroy()
    holder.sync()
    assert holder.get_selection_owner(holder.intern_atom("CLIPBOARD")) == X.NONE
    with hands.clipboard.lend("x"):
        assert pasted(desk) == b"x"
    assert holder.get_selection_owner(holder.intern_atom("CLIPBOARD")) == X.NONE
    holder.close()


def test_what_the_person_copies_meanwhile_is_hers(desk: Display, hands: X11Hands) -> None:
    with hands.clipboard.lend("x") as ours:
        copied(desk, b"newer")
        assert not ours()
    assert pasted(desk) == b"newer"


def test_an_owner_that_does_not_answer_is_not_waited_for_long(
    desk: Display, hands: X11Hands
) -> None:
    mute = display.Display(desk.name)
    window = mute.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    window.set_selection_owner(mute.intern_atom("CLIPBOARD"), X.CurrentTime)
    mute.sync()
    with hands.clipboard.lend("x") as ours:
        assert ours()
    assert hands.clipboard.lost == ("everything: its program does not answer",)
    mute.close()


class Writer(threading.Thread):
    """Another program that writes into the clipboard all the time."""

    def __init__(self, desk: Display, every: float) -> None:
        super().__init__()
        self.ended = Event()
        self._every = every
        self._server = display.Display(desk.name)

    def run(self) -> None:
        clipboard = self._server.intern_atom("CLIPBOARD")
        window = self._server.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        while not self.ended.wait(self._every):
            window.set_selection_owner(clipboard, X.CurrentTime)
            self._server.sync()
            self._answer()
        self._server.close()

    def _answer(self) -> None:
        from Xlib.protocol.event import SelectionNotify

        while self._server.pending_events():
            event = self._server.next_event()
            if event.type != X.SelectionRequest:
                continue
            place = event.property or event.target
            event.requestor.change_property(place, event.target, 8, b"FOREIGN")
            answer = SelectionNotify(
                time=event.time,
                requestor=event.requestor,
                selection=event.selection,
                target=event.target,
                property=place,
            )
            event.requestor.send_event(answer)
        self._server.flush()


@pytest.mark.slow
def test_no_foreign_text_is_taken_for_ours(desk: Display, hands: X11Hands) -> None:
    """Another program writes every 10 ms; what `ours` says after a paste is true."""
    foreign = 0
    writer = Writer(desk, 0.01)
    with a_field("gtk3", desk.environment) as field:
        field.take()
        window = field.window
        writer.start()
        try:
            for number in range(PASTES):
                field.take()
                text = f"value {number}"
                try:
                    with hands.clipboard.lend(text) as ours:
                        hands.keyboard.keys("Ctrl+V", Target(window))
                        until(lambda: field.text != "", 0.2)
                        still, shown = ours(), field.text
                except NotDoneError:
                    continue
                foreign += still and shown not in {"", text}
        finally:
            writer.ended.set()
            writer.join()
    assert foreign == 0


def test_who_takes_it_again_and_again_is_given_up_on(
    desk: Display, hands: X11Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(desk, b"was there")
    monkeypatch.setattr(hands.clipboard, "_holds", lambda _content: False)
    began = time.monotonic()
    with pytest.raises(NotDoneError, match=TAKEN), hands.clipboard.lend("x"):
        pass
    assert time.monotonic() - began > 1.5


@pytest.mark.slow
@pytest.mark.parametrize("toolkit", ["gtk3", "gtk4", "qt5", "qt6", "tk"])
def test_every_toolkit_pastes_it(desk: Display, hands: X11Hands, toolkit: str) -> None:
    if not is_there(toolkit):
        pytest.skip(f"{toolkit} is not installed")
    with a_field(toolkit, desk.environment) as field:
        field.take()
        for text in (
            "Müller ß Ελλ 中文 مرحبا @#{}[]\\|~/",
            "zwei\nZeilen",
            ("lang " * 15 + "\n") * 1500,
        ):
            field.take()
            with hands.clipboard.lend(text) as ours:
                hands.keyboard.keys("Ctrl+V", Target(field.window))
                assert until(lambda text=text: field.text == text)  # type: ignore[misc]
                assert ours()
