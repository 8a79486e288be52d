"""A message: one notice, or several together, as it goes to one audience in one way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from runner.notices.letter import Letter, Line, Section, Tone, as_text
from runner.notices.page import as_html
from runner.store.notices import Notice

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    id: str
    """The same whenever the same is sent again: `<…@deskhand.invalid>`."""
    subject: str
    text: str
    html: str
    notices: Sequence[Mapping[str, Any]]
    """The same for programs."""
    attachments: tuple[Path, ...] = ()


class Sender(Protocol):
    """One way to reach somebody."""

    def send(self, message: Message) -> None:
        """Send, and return when it was taken.

        Raises:
            NotSentError: it was not, or nobody can tell.
        """


def message_of(notice: Notice, attachments: tuple[Path, ...] = ()) -> Message:
    """One notice as a message."""
    return Message(
        notice.message_id,
        notice.subject,
        notice.body,
        notice.html,
        [for_programs(notice)],
        attachments,
    )


def for_programs(notice: Notice) -> dict[str, Any]:
    """A notice as a program reads it."""
    return {
        "topic": notice.topic,
        "key": notice.key,
        "subject": notice.subject,
        "text": notice.body,
        "facts": dict(notice.details),
    }


def together(notices: Sequence[Notice]) -> Message:
    """Many notices as one message: there are more than anybody reads singly."""
    headline = f"{len(notices):,} notices"
    lines = [Line(notice.subject) for notice in notices[:SHOWN]]
    if len(notices) > SHOWN:
        lines.append(Line(f"… and {len(notices) - SHOWN:,} more."))
    letter = Letter(
        subject=f"{headline}, among them: {notices[0].subject}",
        tone=Tone.ATTENTION,
        headline=headline,
        lead="So many came within an hour that they are told together.",
        sections=(
            Section("What happened", tuple(lines)),
            Section("Each of them", (), (f"deskhand notices --last {len(notices)}",)),
        ),
        foot="Deskhand.",
    )
    every = "".join(notice.message_id for notice in notices)
    mark = blake2b(every.encode(), digest_size=12).hexdigest()
    told = [for_programs(notice) for notice in notices[:SHOWN]]
    return Message(
        f"<{mark}@deskhand.invalid>", letter.subject, as_text(letter), as_html(letter), told
    )
