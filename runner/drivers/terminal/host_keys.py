"""The keys of a 3270, by the names that selector files use."""

from collections.abc import Callable, Mapping

from runner.drivers.terminal.emulation import Emulation

ENTER, CLEAR = 0x7D, 0x6D
PF_CODES = (*range(0xF1, 0xFA), *range(0x7A, 0x7D), *range(0xC1, 0xCA), *range(0x4A, 0x4D))
PA_CODES = (0x6C, 0x6E, 0x6B)

HOST_KEYS: Mapping[str, int] = {
    "enter": ENTER,
    "clear": CLEAR,
    "sysreq": 0xF0,
    **{f"pf{number}": code for number, code in enumerate(PF_CODES, start=1)},
    **{f"f{number}": code for number, code in enumerate(PF_CODES, start=1)},
    **{f"pa{number}": code for number, code in enumerate(PA_CODES, start=1)},
}
"""Keys that the host answers; the keyboard is locked until it has."""

LOCAL_KEYS: Mapping[str, Callable[[Emulation], object]] = {
    "tab": lambda one: one.key_tab(),
    "backtab": lambda one: one.key_backtab(),
    "home": lambda one: one.key_home(),
    "newline": lambda one: one.key_newline(),
    "up": lambda one: one.key_curup(),
    "down": lambda one: one.key_curdown(),
    "left": lambda one: one.key_curleft(),
    "right": lambda one: one.key_curright(),
    "eraseeof": lambda one: one.key_eraseeof(),
    "eraseinput": lambda one: one.key_eraseinput(),
}
"""Keys of which the host knows nothing."""

FREEING_KEYS: Mapping[str, Callable[[Emulation], object]] = {
    "reset": lambda one: one.reset_lock(),
    "attn": lambda one: one.attn(),
}
"""Keys that can be pressed while the keyboard is locked."""

NAMES = (
    "Enter, Clear, PF1 to PF24, PA1 to PA3, Tab, BackTab, Home, NewLine, Up, Down, Left, Right, "
    "EraseEOF, EraseInput, Reset, Attn, SysReq"
)


def plain(key: str) -> str:
    """A key's name as the tables above have it."""
    return key.casefold().replace(" ", "").replace("_", "").replace("-", "")
