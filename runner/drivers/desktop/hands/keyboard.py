"""The keyboard of one display: what is typed arrives in one window, or nowhere."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Event

from Xlib import X
from Xlib.ext import xtest

from runner.drivers.desktop.hands.chords import Chord, parsed
from runner.drivers.desktop.hands.connection import Connection
from runner.drivers.desktop.hands.focus import Aim, holding
from runner.drivers.desktop.hands.layout import Layout, Stroke
from runner.drivers.desktop.hands.plain import IN_A_CORNER, Plain
from runner.drivers.desktop.hands.settling import Settling
from runner.drivers.desktop.hands.signs import keysym, named, not_typed
from runner.drivers.desktop.hands.spare_keys import SpareKeys
from runner.drivers.desktop.hands.xkb import KeyboardState, KeyState
from runner.drivers.desktop.presence import Touch, Touched
from runner.drivers.desktop.seam import FocusLostError, Target
from runner.drivers.surface.surface import NotDoneError

BURST = 64
"""How many characters are sent in one go: all of them, or none."""
NOT_YET_SECONDS = 2.0
"""How long it is waited for a person to let a key go, and for the window manager."""
LOOK_SECONDS = 0.02
NUM_LOCK = 0x10
SWALLOWS = (
    "the keyboard's settings swallow strokes (slow keys or bounce keys are on); switch them off"
)
Strokes = Callable[[Layout], Sequence[Stroke]]
Send = Callable[[Sequence[Stroke]], int]


class NotYetError(NotDoneError):
    """Somebody holds a key down, or the window manager lags: it is waited a little for that."""


class X11Keyboard:
    """Types into one window of a display. Not for several threads."""

    def __init__(self, connection: Connection) -> None:
        """Takes back what a keyboard of ours that died has left lent."""
        self._connection = connection
        self._aim = Aim(connection)
        self._settling = Settling(connection)
        self._plain = Plain(connection)
        self._quiet = Event()
        self._unread: int | None = None
        with connection.guarded():
            self._state = KeyboardState(connection.display)
            self._spare = SpareKeys(connection)
            self._spare.tidy()

    def write(self, text: str, target: Target) -> None:
        """Types characters of any script, whatever the layout; newlines are the key Return.

        Sent in bursts of 64, each with the focus checked while nobody else is served: a shorter
        text arrives whole or not at all. Returns when the window has read it. Raises NotDoneError
        when nothing was sent, FocusLostError when it was stopped in the middle.
        """
        _refuse(text)
        with self._connection.guarded():
            self._bursts(self._prepared(text, target), target)

    def write_by_layout(self, text: str, target: Target) -> None:
        """Types signs that the active layout has, by the keys that they are on, with pyautogui.

        Raises NotDoneError naming the first sign that it has not, and as `write` does.
        """
        _refuse(text)
        with self._connection.guarded(), self._plain.at_hand() as pyautogui:
            self._on_keys(text, self._spare.layout())
            bursts = ((part, partial(self._on_keys, part)) for part in _cut(text))
            self._bursts(bursts, target, lambda strokes: self._plain.strokes(pyautogui, strokes))

    def keys(self, chord: str, target: Target) -> None:
        """Presses keys together: `Ctrl+S`, `F3`, `Enter`.

        Raises ChordError (InputError) for what is no key, NotDoneError when nothing was sent.
        """
        wanted = parsed(chord)
        with self._connection.guarded():
            self._have({wanted.keysym, *wanted.held}, target)
            self._bursts([(chord, lambda layout: [self._chord(wanted, layout)])], target)

    def close(self) -> None:
        """Puts the keyboard map back, once all that was typed has been read."""
        with self._connection.guarded():
            self._settled()
            self._spare.take_back()

    def _prepared(self, text: str, target: Target) -> Iterator[tuple[str, Strokes]]:
        """The text in parts, each with its signs on keys before it is sent."""
        layout = self._spare.layout()
        most = self._spare.capacity(layout)
        known = set(layout.keys())
        if not most and not {keysym(sign) for sign in text} <= known:
            raise NotDoneError("the keyboard has no spare key for signs that its layout has not")
        for part in _cut(text, most, known):
            self._have({keysym(sign) for sign in part}, target)
            yield part, partial(self._by_spare, part)

    def _have(self, wanted: set[int], target: Target) -> None:
        """Sees to it that every keysym has a key, and that the window knows."""
        layout = self._spare.layout()
        strange = wanted - set(layout.keys())
        missing = strange - set(self._spare.lent(layout))
        if not missing:
            return
        if len(missing) > len(layout.spare()) and not self._settled():
            raise NotDoneError("the window has not read what was typed for 5 s")
        self._spare.lend(sorted(strange))
        self._settling.settle(target.window)

    def _by_spare(self, text: str, layout: Layout) -> list[Stroke]:
        keys = layout.keys() | dict(self._spare.lent(layout))
        lost = next((sign for sign in text if keysym(sign) not in keys), None)
        if lost is not None:
            raise NotDoneError("the keyboard's layout was changed while it was typed")
        return [Stroke(keys[keysym(sign)]) for sign in text]

    def _on_keys(self, text: str, layout: Layout) -> list[Stroke]:
        strokes = layout.strokes()
        for sign in text:
            if keysym(sign) not in strokes:
                raise NotDoneError(f"the keyboard's layout has no {sign!r} ({named(sign)})")
        return [strokes[keysym(sign)] for sign in text]

    def _chord(self, chord: Chord, layout: Layout) -> Stroke:
        keys = layout.keys() | dict(self._spare.lent(layout))
        if not {chord.keysym, *chord.held} <= set(keys):
            raise NotDoneError(f"the keyboard has no key for {chord.text!r}")
        return Stroke(keys[chord.keysym], tuple(keys[one] for one in chord.held))

    def _bursts(
        self,
        bursts: "Iterator[tuple[str, Strokes]] | Sequence[tuple[str, Strokes]]",
        target: Target,
        send: Send | None = None,
    ) -> None:
        if self._state.drops_strokes():
            raise NotDoneError(SWALLOWS)
        sent = 0
        try:
            for text, strokes in bursts:
                done = self._burst(strokes, target, send or self._send)
                sent += done
                if done < len(text) and send is not None:
                    raise NotDoneError(IN_A_CORNER)
        except NotDoneError as error:
            if sent:
                raise FocusLostError(sent, error.why) from error
            raise
        self._settled()

    def _burst(self, strokes: Strokes, target: Target, send: Send) -> int:
        until = time.monotonic() + NOT_YET_SECONDS
        while True:
            if target.focused is not None and not target.focused():
                raise NotDoneError("the field does not have the keyboard focus")
            try:
                return self._sent_at_once(strokes, target, send)
            except NotYetError:
                if time.monotonic() > until:
                    raise
                self._quiet.wait(LOOK_SECONDS)

    def _sent_at_once(self, strokes: Strokes, target: Target, send: Send) -> int:
        with self._connection.grabbed():
            if not self._aim.exists(target.window):
                raise NotDoneError("the window is not there any more")
            elsewhere = self._aim.keys_missing(target.window)
            if elsewhere is not None:
                raise NotDoneError(elsewhere)
            state = self._state.now()
            not_yet = holding(state) or self._aim.not_active(target.window)
            if not_yet is not None:
                raise NotYetError(not_yet)
            wanted = strokes(self._spare.layout())
            self._unread = target.window
            return self._unlocked(state, lambda: send(wanted))

    def _unlocked(self, state: KeyState, send: Callable[[], int]) -> int:
        """Sends with caps lock and sticky keys off, and puts them back."""
        if not state.latched and not state.locked & ~NUM_LOCK:
            return send()
        self._state.lock(state.locked & NUM_LOCK)
        try:
            return send()
        finally:
            self._state.lock(state.locked)

    def _send(self, strokes: Sequence[Stroke]) -> int:
        for stroke in strokes:
            keys = (*stroke.held, stroke.keycode)
            self._connection.expect(*(Touched(Touch.KEY, key) for key in keys))
            for key in keys:
                xtest.fake_input(self._connection.display, X.KeyPress, key)
            for key in reversed(keys):
                xtest.fake_input(self._connection.display, X.KeyRelease, key)
        return len(strokes)

    def _settled(self) -> bool:
        """Whether all that was typed has been read: keys may mean something else from now on."""
        if self._unread is not None and self._settling.settle(self._unread):
            self._unread = None
        return self._unread is None


def _refuse(text: str) -> None:
    why = not_typed(text)
    if why is not None:
        raise NotDoneError(why)


def _cut(text: str, most: int = BURST, known: set[int] | None = None) -> Iterator[str]:
    """The text in parts that are sent at once, none with more unknown signs than spare keys."""
    part, strange = "", set[int]()
    for sign in text:
        new = {keysym(sign)} - (known or set())
        if part and (len(part) == BURST or (known is not None and len(strange | new) > most)):
            yield part
            part, strange = "", set()
        part += sign
        strange |= new
    if part:
        yield part
