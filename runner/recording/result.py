"""What a recording leaves: a draft of a bot, missing selectors, perhaps the values that were typed."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from runner.errors import InputError
from runner.recording.drafting import draft_bot
from runner.recording.guessing import example
from runner.recording.procedure import Procedure, procedure_of
from runner.recording.recording import Recording
from runner.screens.naming import free_name


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
    return Recorded(
        bot=name,
        text=draft_bot(procedure, name, recording.shown_last()),
        selectors=recording.names.difference(),
        examples=examples(procedure),
        remarks=tuple(recording.left_out),
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


def write_new(file: Path, text: str, *, over: bool = False) -> None:
    """Write a file that is not there yet, or one that may be written over.

    Raises:
        FileExistsError: it is there.
    """
    with file.open("w" if over else "x", encoding="utf-8") as opened:
        opened.write(text)
