"""The letters between batches: what needs a person, was missed, will be late, is over."""

from runner.asking import ESCALATE, REJECT, ROLE
from runner.notices.facts import Asked, Attention, Escalation, Kind, MissedTimes, Recovered
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


def asked_letter(facts: Asked) -> Letter:
    """Word that somebody is asked; what of belongs to him who may see the case."""
    late = "nobody has answered" if facts.escalated else "an answer is needed"
    headline = f"{plain_line(facts.bot, 60)}: {late}"
    heads = [("Asked", who_is_asked(facts)), ("Since", moment(facts.at, facts.zone))]
    if facts.deadline is not None:
        until = moment(facts.deadline, facts.zone)
        heads.append(("Until", f"{until}; {after_that(facts.then)}"))
    heads += [("Run", facts.run)]
    where = () if facts.page is None else (Line("Look at it, and answer it there:"),)
    commands = (f"deskhand decisions show {facts.decision}",)
    return Letter(
        subject=f"{headline} (decision {facts.decision})",
        tone=Tone.BAD if facts.escalated else Tone.ATTENTION,
        headline=headline,
        lead=facts.question,
        facts=tuple(heads),
        sections=(Section("What you can do", where, (*filter(None, [facts.page]), *commands)),),
        foot="Deskhand. The case itself is not in this mail, and opening the page answers nothing.",
    )


def who_is_asked(facts: Asked) -> str:
    """Who may answer, in words."""
    asked = facts.asked_of or "anybody"
    role = asked.removeprefix(ROLE)
    asked = asked if role == asked else f"any {role}"
    return f"{asked}, but not who started it" if facts.four_eyes else asked


def after_that(then: tuple[str, ...]) -> str:
    """What happens when nobody answers, in words."""
    if not then:
        return "it stays open"
    if then[0] == REJECT:
        return "then its item is rejected"
    if then[0].startswith(ESCALATE):
        other = then[0].removeprefix(ESCALATE)
        role = other.removeprefix(ROLE)
        return f"then {other if role == other else f'any {role}'} is asked"
    return f"then {then[0]!r} is taken as the answer"


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
