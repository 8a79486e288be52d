"""Telling: facts become notices in the ledger; they are sent from there, by `send_due`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum
from pathlib import Path
from typing import Any

from runner.evidence.mask import Masker
from runner.notices.audiences import Audience, wanting
from runner.notices.facts import (
    Asked,
    Attention,
    Escalation,
    MissedTimes,
    Recovered,
    Summary,
    Topic,
)
from runner.notices.letter import Letter, as_text
from runner.notices.letters import (
    asked_letter,
    attention_letter,
    escalation_letter,
    missed_letter,
    recovered_letter,
)
from runner.notices.page import as_html
from runner.notices.summary import summary_letter
from runner.schedules.notice_entries import TellEntry
from runner.store.notices import NoticeDraft
from runner.store.store import Store
from runner.vault import Vault, VaultError


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where notices are put: the ledger, who is told, and what must never be."""

    store: Store
    tell: Mapping[str, TellEntry]
    mask: Callable[[str], str] = str
    """Replaces every secret in a text."""
    console: str | None = None
    """The console's address, for people who are told of something to be done there."""


def outbox(
    store: Store, tell: Mapping[str, TellEntry], vault: Vault, console: str | None = None
) -> Outbox:
    """An outbox that masks every credential of the workspace."""
    masker = Masker()
    wanted = [entry.credential for entry in tell.values() if entry.credential is not None]
    # A file of credentials that cannot be used gives out no secret either.
    with suppress(VaultError):
        for stored in vault.names(wanted):
            if stored.place is not None:
                secret = vault.get(stored.name)
                if secret.hidden:
                    masker.add_secret(secret)
    return Outbox(store, tell, masker.text, console)


def tell_summary(
    outbox: Outbox, facts: Summary, names: Sequence[str], *, now: datetime | None = None
) -> int:
    """Tell how a batch went, once however often it is called; returns how many it is news to.

    Args:
        outbox: Where the notice is put.
        facts: How it went.
        names: The schedule's own `tell`; empty for everybody.
        now: The time, if not the present.
    """
    audiences = wanting(outbox.tell, Topic.SUMMARY, names, well=facts.is_well)
    counts = ",".join(f"{state.value}={number}" for state, number in sorted(facts.counts.items()))
    same = f"{facts.exit_code} {counts}"
    letter = summary_letter(facts)
    return _post(outbox, audiences, Topic.SUMMARY, summary_key(facts.run), letter, facts, same, now)


def summary_key(run: str) -> str:
    """What the summary of a run is known by."""
    return f"summary/{run}"


def tell_missed(
    outbox: Outbox, facts: MissedTimes, names: Sequence[str], *, now: datetime | None = None
) -> int:
    """Tell which due times were not run; called again with later ones, it is told again.

    Not at once: `NoticeStore.post` holds back what changes all the time.
    """
    audiences = wanting(outbox.tell, Topic.MISSED, names)
    same = facts.missed[0].due.astimezone(UTC).isoformat() if facts.missed else ""
    key, letter = missed_key(facts.schedule), missed_letter(facts)
    return _post(outbox, audiences, Topic.MISSED, key, letter, facts, same, now)


def missed_key(schedule: str) -> str:
    """What the missed due times of a schedule are known by."""
    return f"missed/{schedule}"


def tell_attention(
    outbox: Outbox,
    facts: Attention,
    names: Sequence[str] = (),
    *,
    same: str = "",
    now: datetime | None = None,
) -> int:
    """Tell that something needs a person: once, until `over` says that it does no more.

    With another `same` it is news again, which is held back like everything that changes often.
    """
    audiences = wanting(outbox.tell, Topic.ATTENTION, names)
    letter = attention_letter(facts)
    outbox.store.notices.clear(recovered_key(facts.key), now or datetime.now(UTC))
    return _post(outbox, audiences, Topic.ATTENTION, facts.key, letter, facts, same, now)


def tell_asked(
    outbox: Outbox, facts: Asked, names: Sequence[str], *, now: datetime | None = None
) -> int:
    """Tell that a person is asked: once, and once more when it is another one."""
    audiences = wanting(outbox.tell, Topic.DECISION, names)
    letter = asked_letter(facts)
    return _post(outbox, audiences, Topic.DECISION, facts.key, letter, facts, "", now)


def tell_escalation(
    outbox: Outbox, facts: Escalation, names: Sequence[str], *, now: datetime | None = None
) -> int:
    """Tell that items will be late, and again when they are: once for each run and time."""
    audiences = wanting(outbox.tell, Topic.ESCALATION, names)
    stage = "late" if facts.is_late else "soon"
    key = f"escalation/{facts.run}/{facts.due.astimezone(UTC).isoformat()}/{stage}"
    letter = escalation_letter(facts)
    return _post(outbox, audiences, Topic.ESCALATION, key, letter, facts, "", now)


def tell_recovered(
    outbox: Outbox,
    key: str,
    sentence: str,
    zone: tzinfo,
    *,
    since: datetime | None = None,
    now: datetime | None = None,
) -> int:
    """A problem is over: whoever had been told of it is told that, too.

    Args:
        outbox: Where the notice is put.
        key: The problem's, as `Attention.key` or `missed_key` say it.
        sentence: What is well again: "The app crm answers again."
        zone: Of the times shown.
        since: When the problem began.
        now: The time, if not the present.
    """
    at = now or datetime.now(UTC)
    had_been_told = set(over(outbox, key, now=at))
    audiences = [
        audience
        for audience in wanting(outbox.tell, Topic.RECOVERED)
        if audience.key in had_been_told
    ]
    facts = Recovered(key, sentence, zone, at, since)
    same, letter = at.isoformat(), recovered_letter(facts)
    told = recovered_key(key)
    return _post(outbox, audiences, Topic.RECOVERED, told, letter, facts, same, at)


def recovered_key(key: str) -> str:
    """What the end of a problem is known by."""
    return f"recovered/{key}"


def over(outbox: Outbox, key: str, *, now: datetime | None = None) -> list[str]:
    """A problem is over, and nobody needs to be told; returns the audiences that knew of it."""
    return outbox.store.notices.clear(key, now or datetime.now(UTC))


def _post(
    outbox: Outbox,
    audiences: Sequence[Audience],
    topic: Topic,
    key: str,
    letter: Letter,
    facts: object,
    same: str,
    now: datetime | None,
) -> int:
    if not audiences:
        return 0
    mask = outbox.mask
    texts = mask(letter.subject), mask(as_text(letter)), mask(as_html(letter))
    details = masked(for_json(facts), mask)
    drafts = [
        NoticeDraft(topic.value, key, audience.key, *texts, details=details, same=same)
        for audience in audiences
    ]
    return outbox.store.notices.post(drafts, now or datetime.now(UTC))


def for_json(value: Any) -> Any:
    """Facts as JSON holds them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: for_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(for_json(name)): for_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [for_json(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path | tzinfo) else value


def masked(value: Any, mask: Callable[[str], str]) -> Any:
    """JSON with every text masked."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: masked(inner, mask) for name, inner in value.items()}
    return [masked(inner, mask) for inner in value] if isinstance(value, list) else value
