"""Accessibility on Windows: UI Automation behind what the driver asks for. Never run there yet."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from runner.drivers.desktop.accessibility import Acted, SilentError, Top
from runner.drivers.desktop.tree import Cells, Node, Part, State, Tree
from runner.drivers.surface.surface import Box
from runner.waiting import pause

ROLES = {
    "Button": "button", "Calendar": "grid", "CheckBox": "checkbox", "ComboBox": "combobox",
    "Custom": "group", "DataGrid": "table", "DataItem": "row", "Document": "document",
    "Edit": "textbox", "Group": "group", "Header": "group", "HeaderItem": "columnheader",
    "Hyperlink": "link", "Image": "img", "List": "list", "ListItem": "listitem", "Menu": "menu",
    "MenuBar": "menubar", "MenuItem": "menuitem", "Pane": "group", "ProgressBar": "progressbar",
    "RadioButton": "radio", "ScrollBar": "scrollbar", "Separator": "separator",
    "Slider": "slider", "Spinner": "spinbutton", "SplitButton": "button", "StatusBar": "status",
    "Tab": "tablist", "TabItem": "tab", "Table": "table", "Text": "text", "Thumb": "button",
    "TitleBar": "group", "ToolBar": "toolbar", "ToolTip": "tooltip", "Tree": "tree",
    "TreeItem": "treeitem", "Window": "window",
}  # fmt: skip
"""UI Automation's word for a role → the web's."""
MOST_NODES = 5000
LOOK_SECONDS = 0.05


class Uia:
    """Reads programs and acts in them. Not for several threads."""

    def __init__(self) -> None:
        import uiautomation

        self._automation: Any = uiautomation
        self._pattern: Any = uiautomation.PatternId
        self._controls: dict[Hashable, Any] = {}

    def windows(self, processes: Collection[int] | None = None) -> list[Top]:
        """The windows that show, of some processes, or of all programs."""
        found = []
        for control in self._automation.GetRootControl().GetChildren():
            if processes is None or control.ProcessId in processes:
                node = self._node(control)
                if node.showing and (box := _box(control)) is not None:
                    found.append(Top(node, int(control.ProcessId), box))
        return found

    def tree(self, top: Top) -> Tree:
        """Everything in a window."""
        top.root.children.clear()
        top.root.box = top.box
        top.root.read.add(Part.BOX)
        self._fill(top.root, hidden=False)
        return Tree(top.root, self)

    def _fill(self, root: Node, *, hidden: bool) -> None:
        level, count = [root], 1
        while level and count < MOST_NODES:
            below = []
            for node in level:
                if hidden or node.showing:
                    children = [self._node(one) for one in self._control(node).GetChildren()]
                    node.add(*children)
                    below += children
            level = below
            count += len(below)

    def fresh(self, node: Node) -> Node:
        """The thing and all in it as they are at this moment."""
        again = self._node(self._control(node))
        self._fill(again, hidden=True)
        return again

    def inside(self, node: Node) -> list[Node]:
        """Everything in a thing, what does not show included; not the thing."""
        again = self.fresh(node)
        return [one for one in again.walk() if one is not again]

    def _node(self, control: Any) -> Node:
        key = tuple(control.GetRuntimeId())
        self._controls[key] = control
        native = str(control.ControlTypeName).removesuffix("Control")
        states = self._states(control)
        return Node(key, ROLES.get(native, "unknown"), control.Name or "", states, native)

    def _control(self, node: Node) -> Any:
        control = self._controls.get(node.key)
        if control is None:
            raise SilentError(gone=True)
        return control

    def _has(self, control: Any, pattern: str) -> Any:
        return control.GetPattern(getattr(self._pattern, pattern))

    def _states(self, control: Any) -> frozenset[State]:
        value = self._has(control, "ValuePattern")
        toggle = self._has(control, "TogglePattern")
        chosen = self._has(control, "SelectionItemPattern")
        window = self._has(control, "WindowPattern")
        flags = {
            State.ENABLED: control.IsEnabled,
            State.SHOWING: not control.IsOffscreen,
            State.VISIBLE: True,
            State.FOCUSED: control.HasKeyboardFocus,
            State.FOCUSABLE: control.IsKeyboardFocusable,
            State.PASSWORD: control.IsPassword,
            State.EDITABLE: value is not None and not value.IsReadOnly,
            State.READ_ONLY: value is not None and value.IsReadOnly,
            State.CHECKABLE: toggle is not None,
            State.CHECKED: _on(toggle, chosen),
            State.SELECTED: chosen is not None and chosen.IsSelected,
            State.MODAL: window is not None and window.IsModal,
        }
        return frozenset(state for state, so in flags.items() if so)

    def states(self, node: Node) -> frozenset[State]:
        """What is so of a thing at this moment."""
        return self._states(self._control(node))

    def load(self, part: Part, nodes: Sequence[Node]) -> None:
        """Reads a part of things."""
        for node in nodes:
            control = self._control(node)
            if part is Part.BOX:
                node.box = _box(control)
            elif part is Part.TEXT:
                node.text = self._text(control)
            elif part is Part.DESCRIPTION:
                node.description = control.HelpText or ""
            elif part is Part.MARKS:
                node.id, node.placeholder = control.AutomationId or "", ""
            else:
                node.labels = ()

    def _text(self, control: Any) -> str | None:
        for name in ("ValuePattern", "RangeValuePattern"):
            pattern = self._has(control, name)
            if pattern is not None:
                return str(pattern.Value)
        text = self._has(control, "TextPattern")
        return None if text is None else str(text.DocumentRange.GetText(-1))

    def cells(self, node: Node) -> Cells | None:
        """The cells of a table."""
        control = self._control(node)
        grid, table = self._has(control, "GridPattern"), self._has(control, "TablePattern")
        if grid is None:
            return None
        heads = table.GetColumnHeaders() if table is not None else []
        rows = tuple(
            tuple(self._node(grid.GetItem(row, column)) for column in range(grid.ColumnCount))
            for row in range(grid.RowCount)
        )
        return Cells(tuple(str(one.Name) for one in heads), rows, total=len(rows))

    def set_text(self, node: Node, text: str) -> bool:
        """Puts a text in place of what a field holds."""
        pattern = self._has(self._control(node), "ValuePattern")
        return pattern is not None and not pattern.IsReadOnly and bool(pattern.SetValue(text))

    def set_number(self, node: Node, number: float) -> bool:
        """Sets a slider or a counter."""
        pattern = self._has(self._control(node), "RangeValuePattern")
        if pattern is None:
            return self.set_text(node, f"{number:.15g}")
        return bool(pattern.SetValue(number))

    def number(self, node: Node) -> float | None:
        """What a slider or a counter stands at."""
        pattern = self._has(self._control(node), "RangeValuePattern")
        return None if pattern is None else float(pattern.Value)

    def length(self, node: Node) -> int | None:
        """How many characters a field holds; password fields do not tell."""
        control = self._control(node)
        text = None if control.IsPassword else self._text(control)
        return None if text is None else len(text)

    def can_act(self, node: Node) -> bool:
        """Whether `act` can press it."""
        control = self._control(node)
        return any(self._has(control, name) is not None for name in ACTIONS)

    def act(self, node: Node, opened: Callable[[], bool] | None = None) -> Acted:
        """Does what pressing the thing does."""
        del opened
        control = self._control(node)
        for name, verb in ACTIONS.items():
            pattern = self._has(control, name)
            if pattern is not None:
                return Acted.DONE if getattr(pattern, verb)() else Acted.UNABLE
        return Acted.UNABLE

    def options(self, node: Node) -> list[Node]:
        """What can be chosen in a list; it is opened for that, if need be."""
        pattern = self._has(self._control(node), "ExpandCollapsePattern")
        if pattern is not None:
            pattern.Expand()
        found = [one for one in self.inside(node) if one.role in {"listitem", "treeitem"}]
        if pattern is not None:
            pattern.Collapse()
        return found

    def choose(self, owner: Node, index: int) -> bool:
        """Chooses one of the options by its place."""
        offered = self.options(owner)
        if not 0 <= index < len(offered):
            return False
        pattern = self._has(self._control(offered[index]), "SelectionItemPattern")
        return pattern is not None and bool(pattern.Select())

    def clear(self, owner: Node) -> None:
        """Nothing in a list is chosen any more."""
        for one in self.inside(owner):
            pattern = self._has(self._control(one), "SelectionItemPattern")
            if pattern is not None and pattern.IsSelected:
                pattern.RemoveFromSelection()

    def focus(self, node: Node) -> bool:
        """Gives a thing the keyboard focus."""
        return bool(self._control(node).SetFocus())

    def focused(self, node: Node) -> bool:
        """Whether the thing has the keyboard focus at this moment."""
        return bool(self._control(node).HasKeyboardFocus)

    def show(self, node: Node) -> None:
        """Scrolls so that the thing can be seen, where the program can."""
        pattern = self._has(self._control(node), "ScrollItemPattern")
        if pattern is not None:
            pattern.ScrollIntoView()

    def header(self, node: Node) -> Box | None:
        """Rows lie beside their headers here."""
        del node
        return None

    def forget_changes(self) -> None:
        """Changes are not told of; it is looked again."""

    def await_change(self, seconds: float) -> bool:
        """Whether something may have changed, within `seconds`."""
        pause(min(seconds, LOOK_SECONDS), because="UI Automation is asked again, not listened to")
        return seconds > LOOK_SECONDS

    def close(self) -> None:
        """Lets go."""
        self._controls.clear()


ACTIONS = {
    "InvokePattern": "Invoke",
    "TogglePattern": "Toggle",
    "SelectionItemPattern": "Select",
    "ExpandCollapsePattern": "Expand",
}
"""What pressing means, by what a control can, the surest first."""


def _on(toggle: Any, chosen: Any) -> bool:
    if toggle is not None:
        return bool(toggle.ToggleState == 1)
    return chosen is not None and bool(chosen.IsSelected)


def _box(control: Any) -> Box | None:
    place = control.BoundingRectangle
    if place is None or place.right <= place.left:
        return None
    return Box(place.left, place.top, place.right - place.left, place.bottom - place.top)
