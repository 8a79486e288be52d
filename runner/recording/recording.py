"""Watches a person do a procedure once."""

from collections.abc import Callable
from dataclasses import replace

from runner.drivers.web.inspecting import Inspector, Message
from runner.drivers.web.plans import AppPlans
from runner.drivers.web.scene import Scene
from runner.drivers.web.window import CutShortError
from runner.errors import DeskhandError
from runner.picking.picked import Picked, read_locator, read_picked
from runner.recording.acts import Act, Deed, Spot
from runner.recording.dialogs import AnsweredDialog
from runner.recording.naming import Names
from runner.screens.model import App

WAIT_SECONDS = 0.5


class Recording:
    """One watching. Call `work` until it says that the person has finished."""

    def __init__(self, scene: Scene, app: App) -> None:
        """Raises SelectorFileError when the app's file is not valid any more."""
        self._scene = scene
        self.names = Names(app.path)
        self.acts: list[Act] = []
        self.left_out: list[str] = []
        """Sentences about what was done and could not be recorded."""
        self._inspector = Inspector(scene, app, records=True)
        self._answers: dict[str, Callable[[Message], None]] = {
            "fill": self._fill,
            "press": self._press,
            "read": self._read,
            "dialog": self._dialog,
            "drop": self._drop,
            "broken": self._broken,
        }

    def work(self, seconds: float = WAIT_SECONDS) -> bool:
        """Notes what the person does next, if anything in `seconds`; False when all is over."""
        message = self._inspector.next(seconds)
        if message is None:
            return not self._inspector.ended
        if message.kind == "finish":
            return False
        self._note(message)
        self._show()
        return True

    def shown_last(self) -> tuple[str, ...]:
        """The screens that are shown now; none when the browser is closed."""
        if self._inspector.ended:
            return ()
        plans = AppPlans(self.names.app)
        screens = plans.screens(self.names.app.screens)
        try:
            window = self._scene.window()
            return tuple(self._scene.ask(window, "look", screens=screens)["shown"])
        except (DeskhandError, CutShortError):
            return ()

    def _note(self, message: Message) -> None:
        answer = self._answers.get(message.kind)
        if answer is None:
            return
        before = self.names.app
        try:
            answer(message)
        except DeskhandError as error:
            self.left_out.append(error.sentence())
            self._inspector.notice(error.sentence(), "bad", message.window)
        if self.names.app is not before:
            self._inspector.know(self.names.app)

    def _show(self) -> None:
        steps = [str(act) for act in self.acts]
        view = {"is": "recording", "app": self.names.app.name, "steps": steps}
        self._inspector.show(view)

    def _typed(self) -> set[str]:
        return {act.value for act in self.acts if act.value}

    def _came_by(self) -> Spot | None:
        """The last press, where it only led to another screen."""
        if not self.acts or self.acts[-1].deed is not Deed.PRESS or self.acts[-1].spot.key:
            return None
        last = self.acts[-1].spot
        filled = len(self.acts) > 1 and self.acts[-2].deed is Deed.FILL
        writes = self.names.app.screens[last.screen].elements[last.element].writes
        return None if writes or (filled and self.acts[-2].spot.screen == last.screen) else last

    def _picked(self, message: Message) -> Picked:
        return read_picked(self._scene, message.details["picked"])

    def _fill(self, message: Message) -> None:
        picked = self._picked(message)
        told = message.details.get("list")
        entries = read_locator(told) if told else None
        spot = self.names.spot(picked, self._typed(), self._came_by(), entries=entries)
        value, many = message.details["value"], bool(message.details["many"])
        act = Act(Deed.FILL, spot, picked, value, many)
        again = [
            number
            for number, old in enumerate(self.acts)
            if (old.deed, old.spot, old.born) == (act.deed, act.spot, act.born)
        ]
        if again and not any(old.deed is not Deed.FILL for old in self.acts[again[-1] :]):
            del self.acts[again[-1]]
        self.acts.append(act)

    def _press(self, message: Message) -> None:
        picked = self._picked(message)
        spot = self.names.spot(picked, self._typed(), self._came_by())
        if message.details["twice"] and self.acts and self.acts[-1].spot == spot:
            said = f"{spot.element!r} was clicked twice; `press: double_click` if it takes two."
            self.left_out.append(said)
            return
        self.acts.append(Act(Deed.PRESS, spot, picked))

    def _read(self, message: Message) -> None:
        picked = self._picked(message)
        whole = picked.table is not None and not picked.known and picked.control.kind == "output"
        if whole:
            spot = self.names.table(picked, self._typed())
            self.acts.append(Act(Deed.ROWS, spot, picked))
        else:
            spot = self.names.spot(picked, self._typed(), self._came_by())
            self.acts.append(Act(Deed.READ, replace(spot, key="", key_name=""), picked))

    def _dialog(self, message: Message) -> None:
        dialog = AnsweredDialog.of(message.details)
        if dialog.known_to(self.names.app):
            return
        rule = dialog.rule(self._typed())
        if rule is None:
            said = f"A {dialog.kind} came for which the file needs a rule in `dialogs`, by hand."
            self.left_out.append(said)
        else:
            self.names.add_dialog(rule)

    def _broken(self, message: Message) -> None:
        self.left_out.append(f"Something could not be recorded: {message.details['why']}")

    def _drop(self, _message: Message) -> None:
        if self.acts:
            self.acts.pop()
