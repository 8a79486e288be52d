"""The letters between batches: what needs a person, was missed, will be late, is over."""

from runner.notices.facts import Attention, Escalation, Kind, MissedTimes, Recovered
from runner.notices.letter import Letter, Line, Section, Tone
from runner.notices.summary import missed_section
from runner.notices.wording import moment, number_of, plain_line, took

ABOUT = {
    Kind.IN_DOUBT: ("in doubt", "in doubt"),
    Kind.DECISIONS: ("question to be answered", "questions to be answered"),
    Kind.REPAIRS: ("repair to be decided", "repairs to be decided"),
    Kind.BREAKER: ("cannot be reached", "cannot be reached"),
    Kind.PAUSED: ("paused", "paused"),
    Kind.CREDENTIALS: ("credential missing", "credentials missing"),
    Kind.SET_ASIDE: ("delivery set aside", "deliveries set aside"),
    Kind.SERVICE: ("does not work", "does not work"),
}
"""What a subject says; of states, without the number."""

STATES = frozenset([Kind.BREAKER, Kind.PAUSED, Kind.SERVICE])

ONCE = "You are told once. When it is over it ends by itself, and what repeats is only counted."


def attention_letter(facts: Attention) -> Letter:
    """Word that something needs a person."""
    one, many = ABOUT[facts.need.kind]
    number = facts.need.number
    what = one if facts.need.kind in STATES else f"{number:,} {one if number == 1 else many}"
    headline = f"{plain_line(facts.name, 60)}: {what}"
    heads = [("Since", moment(facts.since, facts.zone))]
    if facts.schedule is not None:
        heads.append(("Schedule", facts.schedule))
    if facts.run is not None:
        heads.append(("Run", facts.run))
    return Letter(
        subject=headline,
        tone=Tone.BAD if facts.need.kind in {Kind.IN_DOUBT, Kind.SERVICE} else Tone.ATTENTION,
        headline=headline,
        lead=facts.need.sentence,
        facts=tuple(heads),
        sections=(Section("What you can do", (), facts.need.commands),)
        if facts.need.commands
        else (),
        foot=f"Deskhand. {ONCE}",
    )


def missed_letter(facts: MissedTimes) -> Letter:
    """Word which due times were not run, why, and what happens next."""
    times = number_of(facts.number, "due time")
    headline = f"{facts.schedule}: {times} not run"
    if facts.next_due is None:
        then = "It is not due any more."
    else:
        then = f"It is due next on {moment(facts.next_due, facts.zone)}, and starts by itself then."
    start = f"deskhand batch {facts.schedule} --now"
    return Letter(
        subject=headline,
        tone=Tone.ATTENTION,
        headline=headline,
        lead=then,
        facts=(("Schedule", facts.schedule), ("Bot", facts.bot)),
        sections=(
            missed_section(facts.missed, facts.number, facts.zone),
            Section("What you can do", (Line("Nothing, or start it now:"),), (start,)),
        ),
        foot=f"Deskhand. {ONCE}",
    )


def escalation_letter(facts: Escalation) -> Letter:
    """Word that items will not be done in time, while something can still be done."""
    due = moment(facts.due, facts.zone)
    will = ("is late" if facts.late == 1 else "are late") if facts.is_late else "will be late"
    headline = f"{facts.schedule}: {number_of(facts.late, 'item')} {will}"
    if facts.done_at is None:
        forecast = "Nothing moves at present, so nobody can say when they will be done."
    else:
        late = took(facts.done_at - facts.due)
        forecast = (
            f"At the present rate they are done on {moment(facts.done_at, facts.zone)}, "
            f"{late} too late."
        )
    heads = [("Due", due), ("Left", number_of(facts.left, "item")), ("Run", facts.run)]
    if facts.per_minute is not None:
        heads.insert(2, ("Rate", f"{facts.per_minute * 60:,.0f} items an hour"))
    return Letter(
        subject=headline,
        tone=Tone.BAD,
        headline=headline,
        lead=" ".join(part for part in (forecast, facts.reason) if part),
        facts=tuple(heads),
        sections=(
            Section(
                "What you can do",
                (Line("Look where it is held up, and let more workers work it:"),),
                ("deskhand watch", "deskhand workers --slots 4"),
            ),
        ),
        foot=f"Deskhand. {ONCE}",
    )


def recovered_letter(facts: Recovered) -> Letter:
    """Word that a problem is over."""
    headline = plain_line(facts.sentence, 120).rstrip(".")
    heads = [("At", moment(facts.at, facts.zone))]
    if facts.since is not None:
        heads.append(("It took", took(facts.at - facts.since)))
    return Letter(
        subject=f"Over: {headline}",
        tone=Tone.GOOD,
        headline=f"Over: {headline}",
        lead="Nobody has to do anything.",
        facts=tuple(heads),
        foot="Deskhand.",
    )
