"""The letter after each batch: how it went, what a person has to do, what comes next."""

from collections.abc import Iterator
from datetime import tzinfo
from itertools import groupby

from runner.item import ItemState
from runner.notices.facts import Kind, Missed, Need, Summary
from runner.notices.letter import Count, Letter, Line, Section, Tone
from runner.notices.wording import clock, moment, number_of, plain_line, rate, took

WORDS = {
    ItemState.DONE: "done",
    ItemState.REJECTED: "rejected",
    ItemState.FAILED: "failed",
    ItemState.IN_DOUBT: "in doubt",
    ItemState.WAITING: "waiting for a person",
    ItemState.NEW: "not worked yet",
    ItemState.WORKING: "still in work",
}

WORKED = (ItemState.DONE, ItemState.REJECTED, ItemState.FAILED, ItemState.IN_DOUBT)

HEADINGS = {
    Kind.IN_DOUBT: "To look at: in doubt",
    Kind.DECISIONS: "To answer",
    Kind.REPAIRS: "To decide: repairs",
    Kind.BREAKER: "To look at: an application",
    Kind.PAUSED: "To know: paused",
    Kind.CREDENTIALS: "To set: credentials",
    Kind.SET_ASIDE: "To look at: set aside",
    Kind.SERVICE: "To look at: the service",
}

SHOWN_REASONS = 10

SHOWN_MISSED = 12


def summary_letter(facts: Summary) -> Letter:
    """Word how a batch went."""
    headline = f"{facts.schedule}: {outcome(facts)}"
    return Letter(
        subject=headline,
        tone=tone(facts),
        headline=headline,
        lead=lead(facts),
        counts=tuple(
            Count(facts.counts.get(state, 0), word, state.value)
            for state, word in WORDS.items()
            if facts.counts.get(state) or state is ItemState.DONE
        ),
        facts=tuple(heads(facts)),
        sections=tuple(sections(facts)),
        foot=f"Deskhand, about the schedule {facts.schedule!r}. More: deskhand show {facts.run}",
    )


def tone(facts: Summary) -> Tone:
    """Whether somebody has to look, and how soon."""
    bad = facts.counts.get(ItemState.IN_DOUBT) or facts.message or facts.exit_code == 4
    return Tone.GOOD if facts.is_well else Tone.BAD if bad else Tone.ATTENTION


def outcome(facts: Summary) -> str:
    """The batch in a few words, for a subject."""
    done = facts.counts.get(ItemState.DONE, 0)
    said = f"{done:,} of {number_of(facts.total, 'item')} done" if facts.total else "nothing to do"
    if facts.total and done == facts.total:
        said = "its item is done" if facts.total == 1 else f"all {facts.total:,} items done"
    persons = sum(need.number for need in facts.needs)
    parts = [said]
    if persons:
        parts.append(f"{persons:,} {'needs' if persons == 1 else 'need'} a person")
    if left(facts) or facts.message:
        parts.append("it ended early")
    return ", ".join(parts)


def left(facts: Summary) -> int:
    """Items that are still to be worked."""
    return facts.counts.get(ItemState.NEW, 0) + facts.counts.get(ItemState.WORKING, 0)


def lead(facts: Summary) -> str:
    """What is to be said before any number."""
    said = [facts.message] if facts.message else []
    if facts.known:
        again = "was" if facts.known == 1 else "were"
        said.append(
            f"{number_of(facts.known, 'item')} of the feed {again} known from an earlier run and "
            "not entered again."
        )
    return " ".join(said)


def heads(facts: Summary) -> Iterator[tuple[str, str]]:
    """The facts of the run, by name."""
    if facts.due is not None:
        yield "Due", moment(facts.due, facts.zone)
    yield "Began", clock(facts.began, facts.due or facts.began, facts.zone)
    if facts.ended is not None:
        length = facts.ended - facts.began
        yield (
            "Ended",
            f"{clock(facts.ended, facts.due or facts.began, facts.zone)}, after {took(length)}",
        )
        pace = rate(worked(facts), length)
        if pace:
            yield "Rate", pace
    if facts.before is not None:
        yield "Last time", earlier(facts)
    yield "Bot", facts.bot
    yield "Run", facts.run
    if facts.report is not None:
        yield "Report", str(facts.report)
    if facts.results is not None:
        yield "Results", str(facts.results)
    yield "Next due", next_due(facts)


def worked(facts: Summary) -> int:
    """Items that came to an end, or to a doubt, in this run."""
    return max(0, sum(facts.counts.get(state, 0) for state in WORKED) - facts.known)


def earlier(facts: Summary) -> str:
    """How the run before went."""
    if facts.before is None:
        return ""
    pace = rate(facts.before.worked, facts.before.took)
    done = f"{facts.before.done:,} of {facts.before.worked:,} done in {took(facts.before.took)}"
    return f"{done}, {pace}" if pace else done


def next_due(facts: Summary) -> str:
    """When it is due next."""
    return "not any more" if facts.next_due is None else moment(facts.next_due, facts.zone)


def sections(facts: Summary) -> Iterator[Section]:
    """What a person has to do first; then why, and what was not run."""
    yield from needs_sections(facts.needs)
    if left(facts) and not facts.needs:
        those = "1 item is" if left(facts) == 1 else f"{left(facts):,} items are"
        told = Line(f"{those} still to be worked. Nothing is lost: it goes on where it ended.")
        yield Section("Go on", (told,), (f"deskhand resume {facts.run}",))
    if facts.reasons:
        yield Section("Why items were not done", tuple(reasons(facts)))
    if facts.missed:
        yield missed_section(facts.missed, len(facts.missed), facts.zone)


def reasons(facts: Summary) -> Iterator[Line]:
    """Reasons, the most frequent first."""
    for reason in facts.reasons[:SHOWN_REASONS]:
        yield Line(reason.text, reason.number, WORDS[reason.state].partition(" for")[0])
    rest = facts.reasons[SHOWN_REASONS:]
    if rest:
        items = number_of(sum(reason.number for reason in rest), "item")
        yield Line(f"{number_of(len(rest), 'more reason')}, of {items}; the report has each.")


def needs_sections(needs: tuple[Need, ...]) -> Iterator[Section]:
    """Each thing that a person has to do, with its commands."""
    for need in needs:
        yield Section(HEADINGS[need.kind], (Line(need.sentence),), need.commands)


def missed_section(missed: tuple[Missed, ...], number: int, zone: tzinfo) -> Section:
    """Due times that were not run; those of one reason in a row are one line."""
    lines = []
    for reason, found in groupby(missed, lambda one: one.reason):
        times = [one.due for one in found]
        when = moment(times[0], zone)
        if len(times) > 1:
            when = f"{moment(times[-1], zone)} to {when}, {len(times)} times"
        lines.append(Line(f"{when}: {plain_line(reason)}."))
    shown = lines[:SHOWN_MISSED]
    if number > len(missed) or len(lines) > len(shown):
        shown.append(Line(f"{number:,} in all; the ledger has each, or each stretch."))
    return Section("Not run", tuple(shown))
