"""Proposing: what an attempt proposes for selector files, with pictures, and a person's yes or no."""

from dataclasses import replace
from typing import Any

from runner.errors import EnvironmentFault
from runner.proposal import Met, Proposal
from runner.run.attempt_log import AttemptLog
from runner.run.channel import Channel

MOST = 20
"""Proposals of one attempt that are kept."""

SAID = {
    Met.HEALED: "healed",
    Met.WAITS: "repair proposed",
    Met.FAILED: "no repair found",
}


class Proposing:
    """Takes the proposals of one attempt."""

    def __init__(self, log: AttemptLog, channel: Channel) -> None:
        self._log = log
        self._channel = channel
        self.proposals: tuple[Proposal, ...] = ()

    def propose(self, proposal: Proposal, image: bytes | None) -> None:
        """Keep a proposal and its picture, masked."""
        picture = self._picture(image)
        masked: dict[str, Any] = self._masked(dict(proposal.details))
        sentence = self._log.masked(proposal.sentence)
        self._log.event(
            SAID[proposal.met],
            screen=proposal.screen,
            element=proposal.element,
            said=sentence,
            confidence=round(proposal.confidence, 3),
        )
        if len(self.proposals) < MOST:
            kept = replace(proposal, sentence=sentence, details=masked, picture=picture)
            self.proposals = (*self.proposals, kept)

    def _picture(self, image: bytes | None) -> str:
        if image is None:
            return ""
        try:
            self._log.picture("repair", image)
        except EnvironmentFault:
            return ""
        return self._log.pictures[-1]

    def _masked(self, told: Any) -> Any:
        if isinstance(told, str):
            return self._log.masked(told)
        if isinstance(told, dict):
            return {name: self._masked(value) for name, value in told.items()}
        if isinstance(told, list | tuple):
            return [self._masked(value) for value in told]
        return told

    def confirm(self, question: str, image: bytes | None) -> bool | None:
        """A person's answer, or None when nobody is there."""
        asked = self._log.masked(question)
        if picture := self._picture(image):
            asked += f"\n  Picture: {self._log.evidence / picture}"
        answer = self._channel.confirm(asked)
        if answer is not None:
            self._log.event("confirmed" if answer else "refused", question=question)
        return answer
