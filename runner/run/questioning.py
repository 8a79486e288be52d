"""Questioning: one attempt's questions to persons; what was answered is not asked again."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from runner.asking import AskDefinitionError, Asking
from runner.run.errors import (
    AskedAfterWriteError,
    AskedElsewhereError,
    DryRunQuestionError,
    QuestionAskedError,
    TriesUsedUpError,
)
from runner.run.journaling import StepJournal
from runner.store.decision_state import DecisionState
from runner.store.decisions import Decision, DecisionStore
from runner.store.items import Claim
from runner.store.question import Question


class Scene(Protocol):
    """What questioning asks of the attempt that it serves."""

    dry_run: bool

    @property
    def looks_only(self) -> bool:
        """Whether the attempt must enter nothing: its item has no tries left."""

    def pictures_of(self, sessions: Sequence[object] | None) -> tuple[str, ...]:
        """Take a masked picture of each session; of all that are open for None."""

    def event(self, action: str, **details: object) -> None:
        """One line of the log."""


class Questions:
    """Serves a bot's `ask` in one attempt."""

    def __init__(
        self,
        claim: Claim,
        target: Mapping[str, Any],
        decisions: DecisionStore,
        steps: StepJournal,
        scene: Scene,
        holds_secret: Callable[[str], bool],
    ) -> None:
        """`target` says which bot works where and with which options: an answer is bound to it."""
        self._claim = claim
        self._target = target
        self._decisions = decisions
        self._steps = steps
        self._scene = scene
        self._holds_secret = holds_secret
        self._asked: Counter[str] = Counter()

    def start_over(self) -> None:
        """The bot's function is called again from its beginning."""
        self._asked.clear()

    def ask(self, asking: Asking) -> Any:
        """The answer to a question; ends the attempt while there is none.

        Raises:
            QuestionAskedError: nobody has answered this yet, so that the item has to wait.
            AskedElsewhereError, AskedAfterWriteError, AskDefinitionError: it cannot be asked.
        """
        with self._steps.last_word.heard():
            self._refuse(asking)
            self._asked[asking.name] += 1
            ordinal = self._asked[asking.name]
            digest = self._digest(asking, ordinal)
            before = self._decisions.last(self._claim.item, asking.name, ordinal)
            if before is not None and before.digest == digest:
                found = self._taken(asking, before)
                if found is not None:
                    return found
            raise QuestionAskedError(self._question(asking, ordinal, digest, before))

    def _taken(self, asking: Asking, before: Decision) -> Any:
        """What was answered, as the bot gets it; None where that does not count."""
        if before.state is not DecisionState.ANSWERED or before.answer is None:
            return None
        try:
            found = asking.taken(before.answer)
        except ValueError:
            self._scene.event("answer unfit", decision=before.id)
            return None
        self._scene.event("answered", decision=before.id, by=before.answered_by)
        return found

    def _refuse(self, asking: Asking) -> None:
        self._steps.last_word.repeat()
        inside = "another thread" if self._steps.last_word.is_elsewhere else self._steps.inside
        if inside is not None:
            raise AskedElsewhereError(asking.where, inside)
        if self._steps.has_unmarked_write:
            raise AskedAfterWriteError(asking.where)
        if self._holds_secret(json.dumps([asking.facts, asking.draft, asking.question])):
            hint = "Take it out: whoever answers must not see it, and the store keeps it."
            raise AskDefinitionError(asking.where, "what it asks holds a secret", hint)

    def _question(
        self, asking: Asking, ordinal: int, digest: str, before: Decision | None
    ) -> Question:
        """A question to be asked now. The same one that is open keeps its pictures."""
        if self._scene.dry_run:
            raise DryRunQuestionError(asking.where)
        if self._scene.looks_only:
            raise TriesUsedUpError("what comes after a question to a person")
        is_open = before is not None and before.state is DecisionState.OPEN
        stands = is_open and before is not None and before.digest == digest
        return Question(
            asking.question,
            asking.kept_form(),
            asking.of,
            within=asking.within,
            then=asking.then,
            name=asking.name,
            ordinal=ordinal,
            digest=digest,
            facts=asking.facts,
            pictures=() if stands else self._scene.pictures_of(asking.pictures),
            recommended=asking.recommend,
            four_eyes=asking.four_eyes,
        )

    def _digest(self, asking: Asking, ordinal: int) -> str:
        """SHA-256 of the case, of what is asked about it and of who may answer."""
        bound = {
            "target": dict(self._target),
            "item": self._claim.item,
            "case": dict(self._claim.payload),
            "ordinal": ordinal,
            **asking.bound_to(),
        }
        text = json.dumps(bound, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
