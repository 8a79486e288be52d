"""Modal windows: known as screens, answered by a rule, or else the end of the item."""

from collections.abc import Callable

from runner.drivers.desktop.accessibility import Accessibility, Acted
from runner.drivers.desktop.errors import UnknownWindowError
from runner.drivers.desktop.looks import WindowLook, WindowScope
from runner.drivers.desktop.ruling import follows
from runner.drivers.desktop.things import NodeThing
from runner.drivers.desktop.tree import Node, Part, State
from runner.drivers.desktop.windows import Window, top_modal
from runner.drivers.surface.recognition import missing
from runner.screens.model import App, DialogKind, DialogRule

BUILDING_SECONDS = 1.5
"""How long a window may take to show what it is known by."""
MOST_TEXT = 300
SAYING = frozenset({"text", "heading", "alert", "img", "status"})


class Modals:
    """Looks after the modal windows of one program."""

    def __init__(self, app: App, reader: Accessibility, mask: Callable[[str], str]) -> None:
        self._app = app
        self._reader = reader
        self._mask = mask
        self._rules = [one for one in app.dialogs if one.kind is DialogKind.WINDOW]
        self._since: tuple[int, float] | None = None

    def look_after(self, look: WindowLook, now: float) -> bool:
        """Answers the modal window in front by its rule; whether it pressed something.

        `now` is a monotonic time. Raises UnknownWindowError for one that nobody knows, once it
        has had the time to show what it is.
        """
        modal = top_modal(look.windows)
        if modal is None:
            self._since = None
            return False
        scope = look.scope(modal)
        if look.silent or self._is_screen(scope):
            self._since = None
            return False
        rule = next((one for one in self._rules if follows(text_of(scope), one.text)), None)
        if rule is not None and self._answer(scope, rule):
            self._since = None
            return True
        if self._since is None or self._since[0] != modal.id:
            self._since = (modal.id, now)
        elif now - self._since[1] >= BUILDING_SECONDS:
            raise self._unknown(scope, modal)
        return False

    def pending(self) -> bool:
        """Whether a modal window is there of which it is not known yet what it is."""
        return self._since is not None

    def _is_screen(self, scope: WindowScope) -> bool:
        for screen in self._app.screens.values():
            named = screen.window is None or follows(scope.window.title, screen.window)
            if named and missing(scope, screen) is None:
                return True
        return False

    def _answer(self, scope: WindowScope, rule: DialogRule) -> bool:
        button = next((one for one in buttons(scope) if one.name.strip() == rule.press), None)
        if button is None:
            return False
        return self._reader.act(button) is not Acted.UNABLE

    def _unknown(self, scope: WindowScope, modal: Window) -> UnknownWindowError:
        return UnknownWindowError(
            self._app.name,
            self._mask(modal.title),
            self._mask(text_of(scope)[:MOST_TEXT]),
            [self._mask(one.name) for one in buttons(scope)],
            self._app.path.name,
        )


def buttons(scope: WindowScope) -> list[Node]:
    """The buttons of a window that can be pressed."""
    if scope.tree is None:
        return []
    return [
        one
        for one in scope.tree.nodes
        if one.role == "button" and one.name and State.ENABLED in one.states
    ]


def text_of(scope: WindowScope) -> str:
    """What a window says, in one text: its title where it says nothing else."""
    if scope.tree is None:
        return scope.window.title
    root = scope.tree.root
    saying = [one for one in scope.tree.nodes if one.role in SAYING and one is not root]
    scope.tree.need(Part.TEXT, saying)
    texts = [NodeThing(one, scope.tree).text for one in saying]
    return " ".join(dict.fromkeys(text for text in texts if text)) or scope.window.title
