"""What a recording leaves: a draft of a bot, missing selectors, perhaps the values that were typed."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.errors import InputError
from runner.recording.acts import AnsweredDialog
from runner.recording.drafting import draft_bot
from runner.recording.guessing import example
from runner.recording.procedure import Procedure, procedure_of
from runner.recording.recording import Recording
from runner.screens.naming import free_name
from runner.screens.writing import Value, in_line


class NothingRecordedError(InputError):
    """The person has finished before doing anything that a bot could do."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was recorded, so nothing was written.",
            hint="Fill, choose and press in the application's window; Alt + click reads a text.",
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything that was recorded, ready to be written."""

    bot: str
    text: str
    """Of the bot's file."""
    selectors: str
    """What the selector file gets, as lines of a difference."""
    examples: str
    """What was typed, as a JSON feed of one item."""
    remarks: tuple[str, ...]
    """What a person should know of it."""


def recorded(recording: Recording, bot: str | None, taken: Collection[str]) -> Recorded:
    """The result of a recording; `taken` are names that bots have already.

    Raises:
        NothingRecordedError: there is nothing to write.
    """
    procedure = procedure_of(recording.names.app, recording.acts)
    if not procedure.turns:
        raise NothingRecordedError
    name = bot or bot_name(procedure, taken)
    dialogs = [said_of(dialog, procedure) for dialog in recording.dialogs]
    return Recorded(
        bot=name,
        text=draft_bot(procedure, name, recording.shown_last()),
        selectors=recording.names.difference(),
        examples=examples(procedure),
        remarks=(*recording.left_out, *dialogs),
    )


def bot_name(procedure: Procedure, taken: Collection[str]) -> str:
    """A verb and a noun: what was pressed, and on which screen, to come to what is changed."""
    turns = procedure.turns
    first = next((at for at, one in enumerate(turns) if one.writes), len(turns) - 1)
    led = [one for one in turns[:first] if one.press and not one.fills and not one.choice]
    turn = led[-1] if led else turns[max(0, first)]
    return free_name(f"{turn.press or 'read'}_{turn.screen}", taken)


def examples(procedure: Procedure) -> str:
    """The values that were typed, as a feed. They may be a customer's."""
    item = {one.name: example(procedure.app, one.kind, one.value) for one in procedure.fields}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def said_of(dialog: AnsweredDialog, procedure: Procedure) -> str:
    """A dialog that the selector file should know, without what was typed."""
    rule: dict[str, Value] = {
        "kind": dialog.kind,
        "text": text_rule(dialog.text, [one.value for one in procedure.fields]),
        "answer": "accept" if dialog.accepted else "dismiss",
    }
    return f"A dialog came that the file does not know. Add to `dialogs`: - {in_line(rule)}"


def text_rule(text: str, values: Sequence[str]) -> dict[str, str]:
    """A rule for a dialog's text: all of it, or its longest part that is the same for any item."""
    parts = [" ".join(text.split())]
    for value in values:
        if len(value) > 1:
            parts = [piece for part in parts for piece in part.split(value)]
    longest = max(parts, key=len).strip()
    return {"exact" if len(parts) == 1 else "contains": longest}


def write_new(file: Path, text: str, *, over: bool = False) -> None:
    """Write a file that is not there yet, or one that may be written over.

    Raises:
        FileExistsError: it is there.
    """
    with file.open("w" if over else "x", encoding="utf-8") as opened:
        opened.write(text)
