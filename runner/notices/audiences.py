"""Audiences: who is told of what, and by which ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runner.notices.facts import Topic
from runner.schedules.notice_entries import TellEntry


class Way(StrEnum):
    """How somebody is reached."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Audience:
    """Somebody in one way: each way is sent and tried again by itself."""

    name: str
    """As `tell` in `schedules.yaml` calls it."""
    way: Way
    entry: TellEntry

    @property
    def key(self) -> str:
        """How the ledger knows it."""
        return f"{self.name}:{self.way}"


def ways(name: str, entry: TellEntry) -> Iterator[Audience]:
    """The ways in which somebody is reached."""
    if entry.mail:
        yield Audience(name, Way.MAIL, entry)
    if entry.webhook is not None:
        yield Audience(name, Way.WEBHOOK, entry)
    elif entry.credential is not None:
        yield Audience(name, Way.SERVICE, entry)


def everybody(tell: Mapping[str, TellEntry]) -> dict[str, Audience]:
    """Every audience, as the ledger knows it."""
    return {one.key: one for name, entry in tell.items() for one in ways(name, entry)}


def wanting(
    tell: Mapping[str, TellEntry], topic: Topic, names: Sequence[str] = (), *, well: bool = False
) -> list[Audience]:
    """Who is to be told of a topic, of some names or of all where none is given.

    Args:
        tell: The section of `schedules.yaml`.
        topic: What the notice is about.
        names: The names of the schedule's own `tell`.
        well: Whether all is well, so that the quiet ones are not told.
    """
    chosen = {name: tell[name] for name in names if name in tell} if names else tell
    return [
        audience
        for audience in everybody(chosen).values()
        if (not audience.entry.about or topic.value in audience.entry.about)
        and not (well and audience.entry.quiet)
    ]
