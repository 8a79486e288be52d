"""Open a ticket in Roundup, or change the one that has the same title.

The title is the key: an issue of that title is changed, otherwise a new one is created. Every
value is read back from the issue's own page. The record number is the issue's number.
"""

import re
from typing import Literal

from pydantic import BaseModel, Field

from runner import BusinessError, Verdict, Web, bot, step


class Ticket(BaseModel):
    """One ticket."""

    title: str = Field(title="Title", min_length=1, max_length=200)
    priority: Literal["critical", "urgent", "bug", "feature", "wish"] = "bug"
    status: str | None = Field(None, title="Status")
    assigned_to: str | None = Field(None, title="Assigned To")
    note: str | None = Field(None, title="Note", max_length=4000)


def found(roundup: Web, ticket: Ticket) -> str | None:
    """Open the issue with this title; its number, or None when there is none."""
    words = " ".join(re.findall(r"\w+", ticket.title))
    roundup.on("home").fill(words=words).press("search")
    rows = roundup.on("list").rows("issues")
    numbers = [row["id"] for row in rows if row["title"] == ticket.title]
    if len(numbers) > 1:
        raise BusinessError(f"{len(numbers)} issues are called {ticket.title!r}: {numbers}")
    if not numbers:
        return None
    roundup.on("home").fill(number=numbers[0]).press("show_issue")
    roundup.on("issue")
    return numbers[0]


def differing(roundup: Web, ticket: Ticket) -> dict[str, str]:
    """The wanted values that the open issue does not show; notes are only ever added."""
    wanted = ticket.model_dump(exclude={"note"}, exclude_none=True)
    shown = roundup.on("issue").read_all(*wanted)
    return {name: value for name, value in wanted.items() if shown[name] != value}


def on_file(roundup: Web, ticket: Ticket) -> Verdict:
    """A fresh look: does Roundup hold the ticket as wanted?"""
    return Verdict.of(found(roundup, ticket) is not None and not differing(roundup, ticket))


def submit(roundup: Web, values: dict[str, str]) -> None:
    """Fill the open form and submit it."""
    roundup.on("issue").fill(**values).press("submit")
    if roundup.which("saved", "refused") == "refused":
        raise BusinessError(roundup.on("refused").read("reason"))


@step(verify=on_file)
def open_ticket(roundup: Web, ticket: Ticket) -> None:
    """Enter a new issue."""
    roundup.on("home").press("new_issue")
    submit(roundup, ticket.model_dump(exclude_none=True))


@step(verify=on_file)
def change_ticket(roundup: Web, ticket: Ticket) -> None:
    """Change the issue that is open."""
    note = {"note": ticket.note} if ticket.note else {}
    submit(roundup, differing(roundup, ticket) | note)


@bot(key="title")
def create_ticket(ticket: Ticket, roundup: Web) -> str:
    """Open a ticket in Roundup, or change the one that has the same title.

    The record number that it returns is the issue's number.
    """
    if found(roundup, ticket) is None:
        open_ticket(roundup, ticket)
    elif differing(roundup, ticket):
        change_ticket(roundup, ticket)
    return str(found(roundup, ticket))
