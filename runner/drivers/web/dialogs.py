"""Dialogs are answered by rule only; one without a rule stops the work."""

import re
from collections.abc import Callable
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from runner.drivers.web.errors import UnknownDialogError
from runner.screens.model import App, DialogRule, TextRule

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

MOST = 25
"""Dialogs answered in a row; more is a loop."""


def fits(rule: TextRule, text: str) -> bool:
    """Whether a text is the one that the rule means; white space does not count."""
    said = " ".join(text.split())
    if rule.how == "matches":
        return re.search(rule.text, text) is not None
    wanted = " ".join(rule.text.split())
    return wanted in said if rule.how == "contains" else wanted == said


class Dialogs:
    """Answers the dialogs of one session."""

    def __init__(self, app: App, told: Callable[[str, str, str], None]) -> None:
        self._app = app
        self._told = told
        self._in_a_row = 0
        self.unknown: UnknownDialogError | None = None

    def begin(self) -> None:
        """Something new is done: counting starts afresh."""
        self._in_a_row = 0

    def answer(self, dialog: "Dialog", mask: Callable[[str], str]) -> None:
        """Answers by the first rule that fits; without one, `unknown` says so from then on."""
        self._in_a_row += 1
        rule = self._rule(dialog.type, dialog.message)
        often = self._in_a_row > MOST
        if rule is None or often:
            text = mask(dialog.message)
            self._told(dialog.type, text, "none")
            self.unknown = UnknownDialogError(
                dialog.type, text, file=self._app.path.name, often=often
            )
            return
        self._told(dialog.type, mask(dialog.message), "accept" if rule.accept else "dismiss")
        if rule.accept:
            dialog.accept(rule.type) if rule.type is not None else dialog.accept()
        else:
            dialog.dismiss()

    def _rule(self, kind: str, text: str) -> DialogRule | None:
        for rule in self._app.dialogs:
            if rule.kind.value == kind and fits(rule.text, text):
                return rule
        return None


def dialog_card(error: UnknownDialogError) -> bytes:
    """A picture of a dialog's text: the browser draws none while a dialog is open."""
    font = ImageFont.load_default(18)
    lines = [f"{error.kind} (not answered)", "", *wrap(error.text, 60)[:30]]
    image = Image.new("RGB", (640, 60 + 26 * len(lines)), "#f4f4f4")
    pen = ImageDraw.Draw(image)
    pen.rectangle((10, 10, 629, image.height - 11), fill="white", outline="#888888")
    for index, line in enumerate(lines):
        pen.text((30, 30 + 26 * index), line, fill="black", font=font)
    kept = BytesIO()
    image.save(kept, "JPEG", quality=70)
    return kept.getvalue()
