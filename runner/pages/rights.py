"""Rights: what each role may do. The one table that every page asks."""

from collections.abc import Iterable
from enum import StrEnum

from runner.store.people import Role


class Right(StrEnum):
    """Something that a page shows or does."""

    OWN = "own"
    """One's own sign-in: language, look, password, signing out."""
    SEE_WORK = "see_work"
    """Today, bots, runs and schedules; no values of any item."""
    SEE_ITEMS = "see_items"
    """Items with their values and pictures: customers' data."""
    START_BOTS = "start_bots"
    CONTROL_RUNS = "control_runs"
    """Stop and resume."""
    HANDLE_ITEMS = "handle_items"
    """Retry, release, reject and settle."""
    EXPORT_ITEMS = "export_items"
    PLAN = "plan"
    """Run a schedule now, pause and unpause."""
    SEE_DECISIONS = "see_decisions"
    ANSWER = "answer"
    """Answer decisions; each says besides who may."""
    SEE_SCREENS = "see_screens"
    REPAIR_SCREENS = "repair_screens"
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"


_EVERYBODY = frozenset({Right.OWN, Right.SEE_WORK})

MAY: dict[Role, frozenset[Right]] = {
    Role.AGENT: _EVERYBODY | {Right.START_BOTS, Right.SEE_DECISIONS, Right.ANSWER},
    Role.OPERATOR: _EVERYBODY
    | {
        Right.SEE_ITEMS,
        Right.START_BOTS,
        Right.CONTROL_RUNS,
        Right.HANDLE_ITEMS,
        Right.EXPORT_ITEMS,
        Right.PLAN,
        Right.SEE_DECISIONS,
        Right.ANSWER,
        Right.SEE_SCREENS,
    },
    Role.ANALYST: _EVERYBODY | {Right.SEE_ITEMS, Right.SEE_SCREENS, Right.REPAIR_SCREENS},
    Role.AUTHOR: _EVERYBODY | {Right.SEE_SCREENS},
    Role.APPROVER: _EVERYBODY | {Right.SEE_ITEMS, Right.SEE_DECISIONS, Right.ANSWER},
    Role.AUDITOR: _EVERYBODY
    | {
        Right.SEE_ITEMS,
        Right.EXPORT_ITEMS,
        Right.SEE_DECISIONS,
        Right.SEE_SCREENS,
        Right.SEE_AUDIT,
    },
    # Who manages people could give himself every role; he has to, and the audit shows it.
    Role.ADMIN: _EVERYBODY | {Right.SEE_AUDIT, Right.MANAGE_PEOPLE},
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """All that somebody of these roles may do."""
    return _EVERYBODY.union(*(MAY[role] for role in roles))
