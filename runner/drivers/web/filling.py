"""Fills the elements of a screen in one round trip and reads every one of them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from runner.drivers.errors import NotPressedError, ValueNotTakenError
from runner.drivers.values import Typed, Value, typed, was_taken
from runner.drivers.web.asking import Asking
from runner.drivers.web.plans import Plan, element_plan, item_plan, locator_plan
from runner.drivers.web.recognition import Shown
from runner.drivers.web.window import Answer, CutShortError
from runner.recorder import ValueChange
from runner.screens.model import Element, Kind, Locator
from runner.screens.policy import Use
from runner.secret import MASK

MOST_PICKS = 3
"""How often an entry of a list is picked that is made anew while it is picked from."""


@dataclass(frozen=True, slots=True)
class _Entry:
    element: Element
    value: Typed


class Filling:
    """Types values into a screen. What was typed last is kept, to be checked before a press."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._scene = asking.scene
        self._last: dict[tuple[str, str], _Entry] = {}

    def fill(self, shown: Shown, values: Mapping[Element, Value]) -> None:
        """Fills all, reads all back, tells the recorder.

        Raises ValueNotTakenError for a field that holds something else afterwards, after real
        key strokes were tried for it; ValueRefusedError for a value that the screen cannot take.
        """
        entries = [_Entry(one, typed(value, one, self._scene.app)) for one, value in values.items()]
        self._hide(entries)
        ordinary = [one for one in entries if one.element.kind is not Kind.SUGGEST]
        changes = self._in_page(shown, ordinary) if ordinary else []
        for entry in entries:
            if entry.element.kind is Kind.SUGGEST:
                changes.append(self._from_list(shown, entry))
        for entry in entries:
            self._last[shown.screen.name, entry.element.name] = entry
        self._scene.recorder.values(shown.screen.name, changes)

    def still_there(self, shown: Shown, altered: list[Answer]) -> None:
        """Raises ValueNotTakenError when the page has changed a value since it was filled."""
        for one in altered:
            entry = self._last.get((shown.screen.name, one["name"]))
            if entry is not None and not _taken(entry, one):
                raise self._not_taken(shown, entry, one["after"], later=True)

    def _hide(self, entries: list[_Entry]) -> None:
        for entry in entries:
            if entry.value.secret:
                self._scene.hide_secret(entry.value.text)
            self._scene.hide(entry.element, entry.value.text)

    def _in_page(self, shown: Shown, entries: list[_Entry]) -> list[ValueChange]:
        items = [item_plan(one.element, shown.screen, one.value) for one in entries]
        things = [one.element for one in entries]
        answer = self._asking.until_ok(shown, "fill", things, items=items)
        changes = []
        for entry, result in zip(entries, answer["results"], strict=True):
            by_keys = result["keys"] or not _taken(entry, result)
            if by_keys:
                result.update(self._by_keys(shown, entry, told=not result["keys"]))
            how = "keys" if by_keys else "page"
            changes.append(self._change(entry, result["before"], result["after"], how))
        return changes

    def _by_keys(self, shown: Shown, entry: _Entry, *, told: bool) -> Answer:
        if told:
            self._scene.recorder.event(
                "key_strokes", screen=shown.screen.name, element=entry.element.name
            )
        self._type(shown, entry)
        self._leave(shown)
        result = self._read(shown, entry)
        if not _taken(entry, result):
            raise self._not_taken(shown, entry, result["after"])
        return result

    def _leave(self, shown: Shown) -> None:
        self._scene.act(shown.window, lambda: shown.window.page.keyboard.press("Tab"))

    def _type(self, shown: Shown, entry: _Entry) -> None:
        element = entry.element
        plan = element_plan(element, shown.screen)
        self._asking.until_ok(shown, "ready", [element], element=plan, typing=True, writes=False)
        answer = self._scene.ask(shown.window, "focus", element=plan, all=True)
        if not answer["ok"]:
            why = str(answer["problems"][0]["why"])
            raise NotPressedError(shown.screen.name, element.name, why, place=element.place)
        keyboard = shown.window.page.keyboard
        self._scene.act(shown.window, lambda: keyboard.press("Delete"))
        for script, text in groupby(entry.value.text, str.isascii):
            run = "".join(text)
            if script:
                self._scene.act(shown.window, partial(keyboard.type, run))
            else:
                self._strokes(shown, run)

    def _strokes(self, shown: Shown, text: str) -> None:
        # No keyboard has these keys; a stroke that carries its sign is still a real one.
        for sign in text:
            for kind, more in (("keyDown", {"text": sign}), ("keyUp", {})):
                shown.window.send("Input.dispatchKeyEvent", {"type": kind, "key": sign} | more)

    def _read(self, shown: Shown, entry: _Entry) -> Answer:
        plan = element_plan(entry.element, shown.screen)
        answer = self._asking.until_ok(
            shown, "read", [entry.element], use=Use.FILL, elements=[plan]
        )
        return {"after": answer["values"][0], "also": None}

    def _from_list(self, shown: Shown, entry: _Entry) -> ValueChange:
        before = self._read(shown, entry)["after"]
        for _ in range(MOST_PICKS):
            self._type(shown, entry)
            if entry.element.entries is not None and entry.value.text:
                self._pick(shown, entry, entry.element.entries)
            self._leave(shown)
            result = self._read(shown, entry)
            if _taken(entry, result):
                return self._change(entry, before, result["after"], "list")
        raise self._not_taken(shown, entry, result["after"])

    def _pick(self, shown: Shown, entry: _Entry, entries: Locator) -> None:
        """Clicks the entry of the list that says what was typed, and nothing else."""
        element, scene, window = entry.element, self._scene, shown.window
        plan = locator_plan(entries, shown.screen)
        named: Plan = {"name": element.name, "text": entry.value.text}
        self._asking.until_ok(shown, "entry", [element], entries=plan, **named)
        try:
            # The list may be made anew under the mouse; what comes in its place is not clicked.
            answer = scene.ask(window, "guard")
            if answer["ok"]:
                scene.act(window, lambda: window.page.mouse.click(answer["x"], answer["y"]))
                scene.ask(window, "landed")
        except CutShortError:
            return

    def _change(self, entry: _Entry, before: str, after: str, how: str) -> ValueChange:
        if entry.element.masked or entry.value.secret:
            before, after = (MASK if text else "" for text in (before, after))
        before, after = self._scene.mask(before), self._scene.mask(after)
        return ValueChange(entry.element.name, before, after, how)

    def _not_taken(
        self, shown: Shown, entry: _Entry, found: str, *, later: bool = False
    ) -> ValueNotTakenError:
        wanted = entry.value.text
        if entry.element.masked or entry.value.secret:
            wanted, found = MASK, (MASK if found else "")
        wanted, found = self._scene.mask(wanted), self._scene.mask(found)
        return ValueNotTakenError(
            shown.screen.name, entry.element, typed=wanted, found=found, later=later
        )


def _taken(entry: _Entry, result: Answer) -> bool:
    return was_taken(entry.value, result["after"], result.get("also"), entry.element.read_back)
