"""Typing while another window takes the focus again and again."""

import json
from dataclasses import dataclass

from benchmarks.desktop.fields import Field, a_field, a_thief
from benchmarks.figures import Figures
from runner.drivers.desktop.display import own_display
from runner.drivers.desktop.hands import open_hands
from runner.drivers.desktop.seam import FocusLostError, Keyboard, Target
from runner.drivers.surface.surface import NotDoneError

STROKES, SHORT_STROKES = 5000, 1000
VALUE = 10
"""Characters that are typed in one go: an ordinary field's."""
SIGNS = "abcdefghij ABC äöüß 0123456789 中文"
TOOLKIT = "gtk3"


@dataclass(slots=True)
class Typist:
    """Types on until all is in, taking the focus back whenever it was stolen."""

    keyboard: Keyboard
    field: Field
    window: int
    refused: int = 0
    stopped: int = 0

    def type(self, text: str) -> None:
        """Type a text to its end."""
        rest = text
        while rest:
            try:
                self.keyboard.write(rest, Target(self.window))
            except FocusLostError as error:
                self.stopped += 1
                rest = rest[error.sent :]
            except NotDoneError:
                self.refused += 1
            else:
                return
            self.field.ask(focus=True)


def stolen(strokes: int) -> Figures:
    """What arrived where, of so many key strokes."""
    display = own_display((1280, 900))
    hands = open_hands(display.name)
    text = (SIGNS * (strokes // len(SIGNS) + 1))[:strokes]
    try:
        with a_field(TOOLKIT, display.environment) as field:
            field.take()
            typist = Typist(hands.keyboard, field, field.window)
            with a_thief(display.environment) as thief:
                for start in range(0, strokes, VALUE):
                    typist.type(text[start : start + VALUE])
                told = json.loads(thief.communicate("")[0])
            arrived = field.text
        hands.close()
    finally:
        display.close()
    return {
        "thief.strokes": strokes,
        "thief.had_focus": told["had_focus"],
        "thief.in_wrong_window": len(told["keys"]),
        "thief.refused": typist.refused,
        "thief.stopped": typist.stopped,
        "thief.lost_or_doubled": abs(len(arrived) - len(text)) + (arrived != text),
    }


def figures(short: bool) -> Figures:
    """With 5,000 key strokes, or 1,000."""
    return stolen(SHORT_STROKES if short else STROKES)
