"""Dialogs that a person answers while being watched, as rules for the selector file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from runner.drivers.web.dialogs import fits
from runner.screens.model import App, DialogKind
from runner.screens.writing import Value

SHORTEST = 4
"""Characters by which a dialog is still known from others."""


@dataclass(frozen=True, slots=True)
class AnsweredDialog:
    """A dialog, and what the person has answered."""

    kind: DialogKind
    text: str
    accepted: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "AnsweredDialog":
        """What the browser told of it; what was typed into it is not kept."""
        return cls(DialogKind(told["kind"]), str(told["text"]), bool(told["accepted"]))

    def known_to(self, app: App) -> bool:
        """Whether the file has a rule for it."""
        return any(one.kind is self.kind and fits(one.text, self.text) for one in app.dialogs)

    def rule(self, typed: Collection[str]) -> dict[str, Value] | None:
        """A rule for it that says nothing of what was typed; None where only a person can say one."""
        answer = "accept" if self.accepted else "dismiss"
        if self.kind is DialogKind.BEFOREUNLOAD:
            return {"kind": self.kind.value, "answer": answer}
        text = text_rule(self.text, typed)
        if self.kind is DialogKind.PROMPT or text is None:
            return None
        return {"kind": self.kind.value, "text": text, "answer": answer}


def text_rule(text: str, typed: Collection[str]) -> Value | None:
    """A dialog's text, or its longest part that is the same for any item; None if that is short."""
    parts = [" ".join(text.split())]
    for value in sorted(typed, key=len, reverse=True):
        if value.strip():
            parts = [piece for part in parts for piece in part.split(value)]
    longest = max(parts, key=len).strip()
    if len(longest) < SHORTEST:
        return None
    return longest if len(parts) == 1 else {"contains": longest}
