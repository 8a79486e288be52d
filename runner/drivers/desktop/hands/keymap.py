"""Reads and sets what the keys of a display give, all of them in one request.

The core protocol takes neighbouring keys only, so that twenty keys here and there are twenty
changes, for each of which every program, and the window manager, reads the whole map again.
Source: X Keyboard Extension: Protocol Specification, section 16.3.6, GetMap and SetMap.
"""

import struct
from collections.abc import Mapping
from typing import Any

from Xlib.protocol import rq

from runner.drivers.desktop.hands.layout import FIRST_KEYCODE, Key
from runner.drivers.desktop.hands.xkb import CORE_KEYBOARD, opcode

KEY_SYMS = 0x02
DESCRIPTION = struct.Struct("<4sBBH")
"""Of one key: its types in four groups, how many groups, the levels of the widest, how many signs."""
GROUPS, CLAMPED = 0x0F, 0x40
KEYPAD_TYPE = 3
"""Of keys whose levels depend on the lock for numbers."""
TWO_LEVELS = bytes((1, 0, 0, 0))
"""The same sign without Shift and with it: of one alone, old programs make a small letter."""


class _GetMap(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(8),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("full"),
        rq.Pad(20),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(2),
        rq.Card8("least"),
        rq.Card8("most"),
        rq.Pad(5),
        rq.Card8("first"),
        rq.Card16("signs"),
        rq.Card8("count"),
        rq.Pad(19),
        rq.Binary("data", pad=0),
    )


class _SetMap(rq.Request):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(9),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("present"),
        rq.Card16("flags"),
        rq.Card8("least"),
        rq.Card8("most"),
        rq.Pad(2),
        rq.Card8("first"),
        rq.Card8("count"),
        rq.Card16("signs"),
        rq.Pad(18),
        rq.Binary("data", pad=0),
    )


class KeyMap:
    """What every key gives. Give with the server grabbed: it writes back what it has read."""

    def __init__(self, display: Any) -> None:
        self._display = display.display
        self._opcode = opcode(display)

    def keys(self, group: int) -> list[Key]:
        """What every key gives, from the first on, while a layout of several is active."""
        read = self._read()
        before = [Key()] * (read.first - FIRST_KEYCODE)
        return before + [_meaning(one, group) for one in _keys(bytes(read.data), read.count)]

    def _read(self) -> Any:
        return _GetMap(
            display=self._display, opcode=self._opcode, device=CORE_KEYBOARD, full=KEY_SYMS
        )

    def give(self, keysym_by_key: Mapping[int, int]) -> None:
        """Lets some keys give one sign each, with whatever is held; 0: nothing."""
        if not keysym_by_key:
            return
        read = self._read()
        keys = _keys(bytes(read.data), read.count)
        for key, keysym in keysym_by_key.items():
            keys[key - read.first] = _giving(keysym)
        data = b"".join(keys)
        _SetMap(
            display=self._display,
            opcode=self._opcode,
            device=CORE_KEYBOARD,
            present=KEY_SYMS,
            flags=0,
            least=read.least,
            most=read.most,
            first=read.first,
            count=read.count,
            signs=(len(data) - DESCRIPTION.size * len(keys)) // 4,
            data=data,
        )


def _keys(data: bytes, count: int) -> list[bytes]:
    keys, at = [], 0
    for _ in range(count):
        _, _, _, signs = DESCRIPTION.unpack_from(data, at)
        end = at + DESCRIPTION.size + 4 * signs
        keys.append(data[at:end])
        at = end
    return keys


def _meaning(data: bytes, group: int) -> Key:
    types, info, width, count = DESCRIPTION.unpack_from(data)
    signs = struct.unpack_from(f"<{count}I", data, DESCRIPTION.size)
    groups = info & GROUPS
    every = frozenset(sign for sign in signs if sign)
    if not groups:
        return Key((), every)
    # Source: section 12.2 of the specification, groups that a key does not have.
    active = min(group, groups - 1) if info & CLAMPED else group % groups
    if types[active] == KEYPAD_TYPE:
        return Key((), every)
    return Key(signs[active * width : (active + 1) * width], every)


def _giving(keysym: int) -> bytes:
    if not keysym:
        return DESCRIPTION.pack(bytes(4), 0, 0, 0)
    return DESCRIPTION.pack(TWO_LEVELS, 1, 2, 2) + struct.pack("<II", keysym, keysym)
