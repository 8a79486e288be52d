"""What the X keyboard extension knows of locks and held keys; python-xlib does not speak it.

Source: The X Keyboard Extension: Protocol Specification, X.Org, version 1.0, section 16.
"""

from dataclasses import dataclass
from typing import Any

from Xlib.protocol import rq

CORE_KEYBOARD = 0x100
SHIFT, LOCK, CONTROL, ALT, SUPER, LEVEL_3 = 0x01, 0x02, 0x04, 0x08, 0x40, 0x80
ALL_MODIFIERS = 0xFF
NAMES = {SHIFT: "Shift", CONTROL: "Ctrl", ALT: "Alt", SUPER: "Super", LEVEL_3: "AltGr"}
SLOW_KEYS, BOUNCE_KEYS = 0x02, 0x04


class _UseExtension(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(0),
        rq.RequestLength(),
        rq.Card16("major"),
        rq.Card16("minor"),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("supported"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(24),
    )


class _GetState(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(4),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Pad(2),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card8("modifiers"),
        rq.Card8("base"),
        rq.Card8("latched"),
        rq.Card8("locked"),
        rq.Card8("group"),
        rq.Card8("locked_group"),
        rq.Pad(18),
    )


class _GetControls(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(6),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Pad(2),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(48),
        rq.Card32("enabled"),
        rq.Pad(32),
    )


class _LatchLockState(rq.Request):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(5),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card8("affect_locks"),
        rq.Card8("locks"),
        rq.Card8("lock_group"),
        rq.Card8("group_lock"),
        rq.Card8("affect_latches"),
        rq.Card8("latches"),
        rq.Pad(1),
        rq.Card8("latch_group"),
        rq.Int16("group_latch"),
    )


def opcode(display: Any) -> int:
    """The extension's number on a display; the server answers none of its questions before."""
    number = int(display.query_extension("XKEYBOARD").major_opcode)
    _UseExtension(display=display.display, opcode=number, major=1, minor=0)
    return number


@dataclass(frozen=True, slots=True)
class KeyState:
    """Which modifiers are held, latched and locked, as bits, and which group is active."""

    base: int
    latched: int
    locked: int
    group: int

    @property
    def held(self) -> tuple[str, ...]:
        """The names of modifiers that somebody holds down."""
        return tuple(name for bit, name in NAMES.items() if self.base & bit)


class KeyboardState:
    """Asks for the state of one display's keyboard, and changes its locks."""

    def __init__(self, display: Any) -> None:
        self._display = display.display
        self._opcode = opcode(display)

    def now(self) -> KeyState:
        """The state in this instant."""
        said = _GetState(display=self._display, opcode=self._opcode, device=CORE_KEYBOARD)
        return KeyState(said.base, said.latched, said.locked, said.group)

    def drops_strokes(self) -> bool:
        """Whether the person's settings make the keyboard drop quick or repeated strokes."""
        said = _GetControls(display=self._display, opcode=self._opcode, device=CORE_KEYBOARD)
        return bool(said.enabled & (SLOW_KEYS | BOUNCE_KEYS))

    def lock(self, bits: int) -> None:
        """Locks these modifiers, unlocks all others, and forgets what is latched."""
        _LatchLockState(
            display=self._display,
            opcode=self._opcode,
            device=CORE_KEYBOARD,
            affect_locks=ALL_MODIFIERS,
            locks=bits,
            lock_group=0,
            group_lock=0,
            affect_latches=ALL_MODIFIERS,
            latches=0,
            latch_group=0,
            group_latch=0,
        )
