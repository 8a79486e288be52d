"""What was found for a lost element, and how it is proposed to a person."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from runner.healing.fingerprint import Fingerprint
from runner.mending.looking import Verdict
from runner.mending.wording import described, summary, traits
from runner.proposal import Met, Proposal
from runner.screens.model import Element, Locator
from runner.screens.writing import entry_of


@dataclass(frozen=True, slots=True)
class Find:
    """What was found for one element."""

    element: Element
    wanted: Fingerprint
    verdict: Verdict
    locator: Locator | None
    """The most stable one that finds the candidate and nothing else; None when nothing is sure."""

    @property
    def label(self) -> str:
        """What the control is called that was found."""
        return self.verdict.best.control.name if self.verdict.best is not None else ""

    @property
    def words(self) -> str:
        """What is most like the element, for the error that says that it was not found."""
        best = self.verdict.best
        if best is None:
            return "Nothing on the screen is like it."
        told = summary(traits(self.wanted.control, best.control))
        others = ", ".join(described(one.control) for one in self.verdict.others)
        also = f"; then {others}" if others else ""
        why = self.verdict.reason or "no locator finds it alone"
        return f"Most like it is {described(best.control)} ({told}){also}, but {why}."


@dataclass(frozen=True, slots=True)
class Where:
    """Where an element was lost."""

    app: str
    """The name of the selector file."""
    screen: str
    file_digest: str


def proposal_of(
    find: Find, locator: Locator, where: Where, shown_text: Callable[[str], str]
) -> Proposal:
    """What was found, for a person to decide on; `shown_text` masks what is the case's."""
    best, element = find.verdict.best, find.element
    told = traits(find.wanted.control, best.control) if best is not None else []
    called = described(best.control) if best is not None else "nothing"
    mark = hashlib.sha256(f"{locator}|{find.label}".encode()).hexdigest()[:32]
    return Proposal(
        app=where.app,
        screen=where.screen,
        element=element.name,
        file_digest=where.file_digest,
        candidate=mark,
        confidence=find.verdict.confidence,
        sentence=f"{element.name!r} on the screen {where.screen!r} is not found by its "
        f"locators; {called} is found by {locator}",
        met=Met.WAITS,
        details={
            "label": find.label,
            "locator": entry_of(locator),
            "old": [entry_of(one) for one in element.locators],
            "line": element.place.line,
            "summary": summary(told),
            "traits": [[one.what, one.old, shown_text(one.new)] for one in told],
            "candidates": [
                shown_text(described(one.control))
                for one in (best, *find.verdict.others)
                if one is not None
            ],
        },
    )
