"""`deskhand notices`: what people were told, what could not be sent, and whether they are reached."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import at_least, command_app
from runner.cli.place import (
    JsonOption,
    WorkspaceOption,
    find_workspace,
    look_at_store,
    open_store_here,
    settings_of,
)
from runner.cli.printing import print_json, print_table
from runner.errors import DeskhandError, ExitCode, InputError
from runner.notices.audiences import ways
from runner.notices.letter import Letter, Tone, as_text
from runner.notices.message import Message
from runner.notices.page import as_html
from runner.notices.sending import send_due, sender_for
from runner.schedules.book import NAME, ScheduleBook, read_book
from runner.store.notices import Notice, NoticeState
from runner.vault import open_vault

app = command_app("notices")

WORDS = {
    NoticeState.WAITING: "to be sent",
    NoticeState.SENT: "sent",
    NoticeState.GIVEN_UP: "given up",
    NoticeState.CLEARED: "over",
}


class NobodyToTellError(InputError):
    """`schedules.yaml` names nobody of that name."""

    def __init__(self, name: str, book: ScheduleBook) -> None:
        known = ", ".join(book.tell) or "nobody"
        super().__init__(
            f"Nobody is called {name!r} under `tell` in {book.file}.",
            hint=f"There are: {known}; docs/notices.md shows how to name somebody.",
        )


class NotReachedError(DeskhandError):
    """Somebody was not reached in every way."""

    def __init__(self, name: str, errors: list[str]) -> None:
        super().__init__(f"{name} was not reached. {' '.join(errors)}")


@app.default
def notices(
    *,
    last: Annotated[int, Parameter(validator=at_least(1, 1000), help="How many.")] = 20,
    failed: Annotated[
        bool, Parameter(negative="", help="Only those that could not be sent yet, or at all.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List what people were told, the newest first."""
    states = (NoticeState.WAITING, NoticeState.GIVEN_UP) if failed else ()
    store = look_at_store(workspace)
    try:
        found = store.notices.recent(last, *states)
    finally:
        store.close()
    if failed:
        found = [notice for notice in found if notice.last_error]
    if json:
        print_json([as_object(notice) for notice in found])
        return ExitCode.OK
    rows = [
        (notice.last_at, notice.audience, notice.topic, state_of(notice), notice.subject)
        for notice in found
    ]
    print_table(
        ("when", "who", "about", "state", "subject"), rows, empty="Nobody was told anything."
    )
    return ExitCode.OK


def as_object(notice: Notice) -> dict[str, object]:
    """A notice as `--json` prints it, without its HTML."""
    return {
        field.name: getattr(notice, field.name) for field in fields(notice) if field.name != "html"
    }


def state_of(notice: Notice) -> str:
    """How it stands, and why it was not sent."""
    times = f", {notice.times} times" if notice.times > 1 else ""
    why = f" ({notice.last_error})" if notice.last_error else ""
    return f"{WORDS[notice.state]}{times}{why}"


@app.command(name="test")
def try_it(name: str, /, *, workspace: WorkspaceOption = None) -> int:
    """Send a notice now, to see whether somebody is reached, and as what it arrives.

    Parameters
    ----------
    name
        As `tell` in schedules.yaml calls them.
    """
    place = find_workspace(workspace)
    book = read_book(place.root / NAME)
    if name not in book.tell:
        raise NobodyToTellError(name, book)
    settings, vault = settings_of(place), open_vault(place.root)
    message, errors = a_trial(name), []
    for audience in ways(name, book.tell[name]):
        try:
            sender_for(audience, settings, vault).send(message)
            print(f"{audience.key}: taken.")
        except DeskhandError as error:
            errors.append(error.sentence())
    if errors:
        raise NotReachedError(name, errors)
    return ExitCode.OK


@app.command
def send(*, workspace: WorkspaceOption = None) -> int:
    """Send what is due now; `deskhand serve` and `deskhand batch` do it by themselves."""
    place = find_workspace(workspace)
    book = read_book(place.root / NAME)
    store = open_store_here(workspace)
    try:
        vault = open_vault(place.root)
        sent = send_due(store, book.tell, settings_of(place), vault, datetime.now(UTC))
    finally:
        store.close()
    print(f"{sent.sent} sent, {sent.failed} not sent, {sent.held} held back.")
    for error in sent.errors:
        print(error)
    return ExitCode.SOME_FAILED if sent.failed else ExitCode.OK


def a_trial(name: str) -> Message:
    """A notice that says that it is none."""
    now = datetime.now(UTC)
    letter = Letter(
        subject="A trial: you are reached",
        tone=Tone.GOOD,
        headline="A trial: you are reached",
        lead=f"Somebody tried whether notices of Deskhand reach {name!r}. "
        "Nobody has to do anything.",
        facts=(("Sent", f"{now.astimezone():%Y-%m-%d %H:%M:%S %Z}"),),
        foot="Deskhand.",
    )
    mark = f"<trial-{now:%Y%m%d%H%M%S%f}@deskhand.invalid>"
    return Message(mark, letter.subject, as_text(letter), as_html(letter), [])
