"""Decides what becomes of an element that no locator finds, as far as the file's policy lets it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from runner.drivers.errors import RefusedByPersonError, RepairNeededError
from runner.mending.found import Find
from runner.proposal import Met, Proposal
from runner.recorder import Recorder
from runner.screens.history import digest
from runner.screens.model import App, Element, Heal, Locator
from runner.screens.policy import Use, is_grave, policy


class Searched(Protocol):
    """A look at a screen on which elements are lost."""

    def proposal(self, find: Find, locator: Locator, file_digest: str) -> Proposal:
        """What was found, for a person to decide on."""

    def picture(self, find: Find) -> bytes | None:
        """What was found, on a masked picture of the screen."""

    def also_lost(self, element: Element, use: Use) -> Find | None:
        """What was found for an element that is wanted as well; None when it is not lost."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A locator that may be used for an element in this session, though no file has it yet."""

    locator: Locator
    label: str
    """What its control was called; it holds only while it still is."""
    proposal: Proposal


class Repairing:
    """What was granted in one session, and what a person has refused."""

    def __init__(
        self,
        app: App,
        rejected: frozenset[str],
        *,
        recorder: Callable[[], Recorder],
        drifted: Callable[[str], None],
    ) -> None:
        """`drifted` is told each screen on which something was granted."""
        self._app = app
        self._rejected = rejected
        self._recorder = recorder
        self._drifted = drifted
        self._granted: dict[tuple[str, str, Use], Granted] = {}
        self._told: set[tuple[int, str, str]] = set()
        self._digest = digest(app.path.read_bytes()) if app.path.is_file() else ""

    @property
    def active(self) -> bool:
        """Whether anything was granted."""
        return bool(self._granted)

    def granted(self, screen: str, element: str, use: Use) -> Granted | None:
        """What may be used for an element beside its own locators."""
        return self._granted.get((screen, element, use))

    def tell_healed(self, proposal: Proposal, image: bytes | None = None) -> None:
        """What was granted is used: told once an item, however often it is used for it."""
        recorder = self._recorder()
        case = recorder.case()
        if case is None:
            return
        told = (case.item, proposal.screen, proposal.element)
        if told not in self._told:
            self._told.add(told)
            recorder.propose(proposal, image)

    def decide(
        self, screen: str, search: Searched, find: Find, use: Use, others: Sequence[Element]
    ) -> str | None:
        """None when what was found was granted; else the likeliest candidates in words.

        `others` are wanted along with it: what else is lost is proposed at once, so that a
        person decides once. Raises RepairNeededError where a person has to decide,
        RefusedByPersonError where one has said no.
        """
        if find.locator is None:
            return find.words
        proposal = search.proposal(find, find.locator, self._digest)
        if proposal.candidate in self._rejected:
            return f"{find.words} A person has said that it is not that."
        allowed, image = self._policy(find, use), search.picture(find)
        by_itself = allowed is Heal.AUTO and find.verdict.sure
        asked = allowed in {Heal.AUTO, Heal.ASK}
        if by_itself or (asked and self._confirmed(find, proposal, image)):
            self._grant(screen, find, use, find.locator, proposal, image)
            return None
        self._propose_all(search, [one for one in others if one.name != find.element.name], use)
        self._recorder().propose(proposal, image)
        raise RepairNeededError(f"{proposal.sentence} ({proposal.details['summary']}).")

    def _policy(self, find: Find, use: Use) -> Heal:
        if use is Use.PRESS and is_grave(find.element, find.label):
            return Heal.NEVER
        return policy(self._app, find.element, use)

    def _confirmed(self, find: Find, proposal: Proposal, image: bytes | None) -> bool:
        question = f"{proposal.sentence} ({proposal.details['summary']})."
        if not find.verdict.sure:
            question += " That is not sure; look at the screen."
        answer = self._recorder().confirm(question, image)
        if answer is False:
            self._rejected |= {proposal.candidate}
            raise RefusedByPersonError(proposal.sentence)
        return bool(answer)

    def _propose_all(self, search: Searched, elements: Sequence[Element], use: Use) -> None:
        for element in elements:
            find = search.also_lost(element, use)
            if find is not None and find.locator is not None:
                proposal = search.proposal(find, find.locator, self._digest)
                self._recorder().propose(proposal, search.picture(find))

    def _grant(
        self,
        screen: str,
        find: Find,
        use: Use,
        locator: Locator,
        proposal: Proposal,
        image: bytes | None,
    ) -> None:
        name = find.element.name
        said = f"{name!r} on the screen {proposal.screen!r} was found by {locator}"
        healed = replace(proposal, met=Met.HEALED, sentence=said)
        self._granted[screen, name, use] = Granted(locator, find.label, healed)
        self.tell_healed(healed, image)
        self._drifted(screen)
