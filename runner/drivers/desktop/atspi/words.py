"""AT-SPI's numbers for roles and states, in plain words. Source: atspi-constants.h, 2.46."""

from functools import lru_cache

from runner.drivers.desktop.tree import State

ROLES: dict[int, tuple[str, str]] = {
    2: ("alert", "alert"), 4: ("button", "arrow"), 5: ("grid", "calendar"),
    6: ("img", "canvas"), 7: ("checkbox", "check box"), 8: ("menuitem", "check menu item"),
    10: ("columnheader", "column header"), 11: ("combobox", "combo box"),
    12: ("textbox", "date editor"), 15: ("slider", "dial"), 16: ("dialog", "dialog"),
    18: ("img", "drawing area"), 19: ("dialog", "file chooser"), 20: ("group", "filler"),
    23: ("window", "frame"), 26: ("img", "icon"), 27: ("img", "image"),
    28: ("window", "internal frame"), 29: ("text", "label"), 30: ("group", "layered pane"),
    31: ("list", "list"), 32: ("listitem", "list item"), 33: ("menuitem", "menu"),
    34: ("menubar", "menu bar"), 35: ("menuitem", "menu item"), 36: ("dialog", "option pane"),
    37: ("tab", "page tab"), 38: ("tablist", "page tab list"), 39: ("group", "panel"),
    40: ("textbox", "password text"), 41: ("menu", "popup menu"), 42: ("progressbar", "progress bar"),
    43: ("button", "push button"), 44: ("radio", "radio button"), 45: ("menuitem", "radio menu item"),
    46: ("group", "root pane"), 47: ("rowheader", "row header"), 48: ("scrollbar", "scroll bar"),
    49: ("group", "scroll pane"), 50: ("separator", "separator"), 51: ("slider", "slider"),
    52: ("spinbutton", "spin button"), 53: ("group", "split pane"), 54: ("status", "status bar"),
    55: ("table", "table"), 56: ("cell", "table cell"), 57: ("columnheader", "table column header"),
    58: ("rowheader", "table row header"), 59: ("menuitem", "tearoff menu item"),
    60: ("textbox", "terminal"), 61: ("textbox", "text"), 62: ("button", "toggle button"),
    63: ("toolbar", "tool bar"), 64: ("tooltip", "tool tip"), 65: ("tree", "tree"),
    66: ("treegrid", "tree table"), 67: ("unknown", "unknown"), 68: ("group", "viewport"),
    69: ("window", "window"), 73: ("text", "paragraph"), 75: ("application", "application"),
    76: ("textbox", "autocomplete"), 77: ("textbox", "editbar"), 79: ("textbox", "entry"),
    81: ("text", "caption"), 82: ("document", "document frame"), 83: ("heading", "heading"),
    84: ("group", "page"), 85: ("group", "section"), 87: ("form", "form"), 88: ("link", "link"),
    90: ("row", "table row"), 91: ("treeitem", "tree item"), 92: ("document", "document spreadsheet"),
    93: ("document", "document presentation"), 94: ("document", "document text"),
    95: ("document", "document web"), 96: ("document", "document email"), 98: ("listbox", "list box"),
    99: ("group", "grouping"), 101: ("status", "notification"), 102: ("status", "info bar"),
    103: ("progressbar", "level bar"), 116: ("text", "static"), 129: ("button", "push button menu"),
    130: ("checkbox", "switch"),
}  # fmt: skip
"""Number → the web's word, AT-SPI's own."""

WINDOWS = frozenset({2, 9, 16, 19, 22, 23, 28, 36, 69})
TABLES = frozenset({55, 65, 66})
PASSWORD, CELL = 40, 56
LEAVES = frozenset({29, 43, 7, 44, 50, 40, 27, 26, 42, 51})
"""Roles of things in which nothing of interest stands; toolkits that say otherwise are asked."""

STATES: dict[int, State] = {
    1: State.ACTIVE, 3: State.BUSY, 4: State.CHECKED, 6: State.GONE, 7: State.EDITABLE,
    9: State.EXPANDABLE, 10: State.EXPANDED, 11: State.FOCUSABLE, 12: State.FOCUSED,
    15: State.MINIMISED, 16: State.MODAL, 17: State.MULTI_LINE, 18: State.MANY,
    20: State.PRESSED, 22: State.SELECTABLE, 23: State.SELECTED, 24: State.ENABLED,
    25: State.SHOWING, 30: State.VISIBLE, 31: State.VIRTUAL, 32: State.MIXED,
    41: State.CHECKABLE, 43: State.READ_ONLY,
}  # fmt: skip
"""Bit → state. SENSITIVE is what counts as enabled: DoAction says True on what is not."""

LABEL_FOR, LABELLED_BY, DESCRIBED_BY = 1, 2, 14


@lru_cache(maxsize=4096)
def role_of(number: int) -> tuple[str, str]:
    """The web's word for a role and AT-SPI's own."""
    return ROLES.get(number, ("unknown", f"role {number}"))


@lru_cache(maxsize=4096)
def states_of(bits: int, role: int) -> frozenset[State]:
    """The states that are set."""
    found = {state for bit, state in STATES.items() if bits >> bit & 1}
    if role == PASSWORD:
        found.add(State.PASSWORD)
    if role in {62, 8, 45}:
        found.add(State.CHECKABLE)
    if role == CELL and State.EDITABLE in found:
        # LibreOffice does not say SENSITIVE of its cells.
        found.add(State.ENABLED)
    return frozenset(found)
