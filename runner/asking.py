"""`ask`: a question to a person, from within a bot; the item waits for the answer, nothing else does."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python

from runner.errors import InputError
from runner.secret import Secret

M = TypeVar("M", bound=BaseModel)

REJECT = "reject"
"""In `then`: the item is rejected."""

ESCALATE = "escalate:"
"""In `then`, before a person or `role:` and a role: that one is asked instead."""

ROLE = "role:"

ANSWERING = ("agent", "operator", "approver")
"""The roles that answer questions."""

QUESTION = "question"
"""The name of a question that has none of its own."""

LONGEST = 2000
"""Characters of a question; more is read by nobody."""


class AskDefinitionError(InputError):
    """A call of `ask` that cannot work."""

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(f"ask(…) in {where}: {problem}.", hint=hint)


class AskedOfNobodyError(InputError):
    """A bot was called directly, and asks."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"ask(…) in {where} was called outside of a run, where nobody can be asked.",
            hint='In a test, say what is answered: with runner.testing.answers("approve"): …',
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything that one call of `ask` asks."""

    where: str
    """File and line of the call, for people."""
    question: str
    name: str = QUESTION
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON."""
    choices: tuple[str, ...] = ()
    form: type[BaseModel] | None = None
    draft: Mapping[str, Any] | None = None
    """JSON."""
    recommend: str | None = None
    of: str | None = None
    four_eyes: bool = False
    within: timedelta | None = None
    then: tuple[str, ...] = ()
    pictures: tuple[object, ...] | None = None
    """The apps of which a picture is taken; None for all that are open."""

    def kept_form(self) -> dict[str, Any]:
        """The choices, or the form with its draft, as JSON."""
        if self.form is None:
            return {"choices": list(self.choices)}
        schema = self.form.model_json_schema(by_alias=False)
        return {"model": self.form.__name__, "schema": schema, "draft": self.draft}

    def bound_to(self) -> dict[str, Any]:
        """What an answer is bound to: another one of these needs an answer of its own."""
        return {
            "name": self.name,
            "question": self.question,
            "facts": self.facts,
            "form": self.kept_form(),
            "recommend": self.recommend,
            "of": self.of,
            "four_eyes": self.four_eyes,
            "then": list(self.then),
        }

    def taken(self, answer: Mapping[str, Any]) -> Any:
        """An answer as the bot gets it: the choice, or the form's model.

        Raises:
            ValueError: it is none of the choices, or does not fit the model (any more).
        """
        if self.form is None:
            choice = answer.get("choice")
            if choice not in self.choices:
                raise ValueError("it is none of the choices")
            return choice
        return self.form.model_validate(answer.get("values"), by_name=True)


class Asker(Protocol):
    """The attempt that is under way; it knows what was answered."""

    def ask(self, asking: Asking) -> Any: ...


@dataclass(slots=True)
class AskerPlace:
    """Where `ask` finds its attempt, from whatever thread of the process it is called."""

    asker: Asker | None = None


current = AskerPlace()


@overload
def ask(
    question: str,
    *,
    choices: Sequence[str],
    facts: Mapping[str, object] | None = None,
    pictures: Sequence[object] | None = None,
    recommend: str | None = None,
    of: str | None = None,
    four_eyes: bool = False,
    within: timedelta | None = None,
    then: str | Sequence[str] = (),
    name: str = QUESTION,
) -> str: ...


@overload
def ask(
    question: str,
    *,
    form: type[M],
    draft: M | None = None,
    facts: Mapping[str, object] | None = None,
    pictures: Sequence[object] | None = None,
    recommend: str | None = None,
    of: str | None = None,
    four_eyes: bool = False,
    within: timedelta | None = None,
    then: str | Sequence[str] = (),
    name: str = QUESTION,
) -> M: ...


def ask(  # noqa: PLR0913 - each is a thing that a question can say, by its name
    question: str,
    *,
    choices: Sequence[str] = (),
    form: type[BaseModel] | None = None,
    draft: BaseModel | None = None,
    facts: Mapping[str, object] | None = None,
    pictures: Sequence[object] | None = None,
    recommend: str | None = None,
    of: str | None = None,
    four_eyes: bool = False,
    within: timedelta | None = None,
    then: str | Sequence[str] = (),
    name: str = QUESTION,
) -> Any:
    """Ask a person, and go on with the answer, however much later it comes.

    The item waits in the store; browser, worker and seats are free meanwhile. After the answer the
    bot is called again from its beginning: steps that were entered return what they returned, and
    this `ask` returns the answer. It counts for exactly what was asked: when the question, a fact
    or the draft is another one by then, it is void, and is asked anew. So facts are what decides,
    and no clocks or counters.

    Args:
        question: What is to be decided, in a sentence.
        choices: The answers to choose from; the one that was chosen is returned.
        form: Instead of choices, a model to fill in; it is returned, checked and typed.
        draft: What the form is filled with beforehand; the person corrects it.
        facts: What the decision rests on, by name: values and models, shown to whoever answers.
        pictures: The apps that a picture is taken of, masked; all that are open if not said.
        recommend: The choice that the bot would make; to a form, a sentence.
        of: Who may answer: a person, or `role:` and a role; anybody if not said.
        four_eyes: Whoever started the run may not answer, under whatever account.
        within: How long it may take; then `then` happens.
        then: `escalate:role:manager` asks another one, who has as long; `reject` rejects the item;
            a choice is taken as the answer. Several happen one after the other.
        name: Tells several questions of one bot apart, where their order is not always the same.

    Raises:
        AskDefinitionError: what is asked does not fit together.
        AskedOfNobodyError: the bot was called directly, not in a run.

    Example:
        >>> from runner.testing import answers
        >>> with answers("approve"):
        ...     ask("Pay out 120.00 EUR?", choices=["approve", "decline"], facts={"amount": 120})
        'approve'
    """
    frame = sys._getframe(1)  # noqa: SLF001 - the only way to say which line asks
    where = f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"
    asking = Asking(
        where,
        question,
        name=name,
        facts=kept(where, "facts", dict(facts or {})),
        choices=tuple(choices),
        form=form,
        draft=None if draft is None else kept(where, "draft", draft),
        recommend=recommend,
        of=of,
        four_eyes=four_eyes,
        within=within,
        then=(then,) if isinstance(then, str) else tuple(then),
        pictures=None if pictures is None else tuple(pictures),
    )
    refuse_unfit(asking, draft)
    if current.asker is None:
        raise AskedOfNobodyError(where)
    return current.asker.ask(asking)


def kept(where: str, what: str, value: object) -> Any:
    """Values as the store keeps them, for people who may see the case.

    Raises:
        AskDefinitionError: a secret, or something that is no JSON.
    """
    if holds_secret(value):
        hint = "Take it out: whoever answers must not see it, and the store keeps what is asked."
        raise AskDefinitionError(where, f"its {what} hold a secret", hint)
    try:
        return to_jsonable_python(value, by_alias=False)
    except (PydanticSerializationError, TypeError, ValueError) as error:
        hint = "Give texts, numbers, dates, lists, models."
        raise AskDefinitionError(where, f"its {what} cannot be kept as JSON", hint) from error


def holds_secret(value: object) -> bool:
    """Whether there is a secret anywhere in a value."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, Mapping):
        return any(holds_secret(each) for pair in value.items() for each in pair)
    return isinstance(value, list | tuple | set | frozenset) and any(map(holds_secret, value))


def refuse_unfit(asking: Asking, draft: BaseModel | None) -> None:
    """Refuse what does not fit together.

    Raises:
        AskDefinitionError: says what.
    """
    for wrong, problem, hint in (*_wrong_answers(asking, draft), *_wrong_deadlines(asking)):
        if wrong:
            raise AskDefinitionError(asking.where, problem, hint)


def _wrong_answers(asking: Asking, draft: BaseModel | None) -> list[tuple[bool, str, str]]:
    choices, form = asking.choices, asking.form
    return [
        (
            not asking.question.strip() or len(asking.question) > LONGEST,
            "the question is empty, or far too long",
            f"Ask in a sentence of at most {LONGEST} characters; details belong to the facts.",
        ),
        (
            bool(choices) == (form is not None),
            "it needs either choices or a form",
            'choices=["approve", "decline"], or form=Model.',
        ),
        (
            len(set(choices)) < len(choices) or any(not each.strip() for each in choices),
            "its choices are not all different, or one is empty",
            "Name each answer once.",
        ),
        (
            draft is not None and (form is None or not isinstance(draft, form)),
            "its draft is no value of its form",
            "Give form=Model and draft=Model(…).",
        ),
        (
            bool(choices) and asking.recommend is not None and asking.recommend not in choices,
            "what it recommends is none of its choices",
            f"They are: {', '.join(choices)}.",
        ),
    ]


def nobody(asked: str) -> bool:
    """Whether there can be nobody who is asked so."""
    role = asked.removeprefix(ROLE)
    return role not in ANSWERING if role != asked else not asked.strip()


def _wrong_deadlines(asking: Asking) -> list[tuple[bool, str, str]]:
    chosen = [one for one in asking.then if one != REJECT and not one.startswith(ESCALATE)]
    asked = [one.removeprefix(ESCALATE) for one in asking.then if one.startswith(ESCALATE)]
    asked += [] if asking.of is None else [asking.of]
    ends = [one for one in asking.then if not one.startswith(ESCALATE)]
    return [
        (
            (asking.within is None) != (not asking.then),
            "within and then belong together",
            'within=timedelta(hours=4), then="escalate:role:approver".',
        ),
        (
            asking.within is not None and asking.within <= timedelta(0),
            "its time is over before it is asked",
            "Give a within that is longer than nothing.",
        ),
        (
            any(one not in asking.choices for one in chosen),
            "what happens when nobody answers is no choice, no escalation and not a rejection",
            'then="reject", then="escalate:role:approver", or one of the choices.',
        ),
        (
            any(map(nobody, asked)),
            "it asks nobody, or a role that answers no questions",
            f"of=ROLE{', of=ROLE'.join(ANSWERING)}, or a person's name.".replace("ROLE", '"role:'),
        ),
        (
            bool(ends) and ends != [asking.then[-1]],
            "something is to happen after its end",
            "A choice or reject comes last.",
        ),
        (
            asking.four_eyes and bool(chosen),
            "a choice is taken when nobody answers, though it needs a second person",
            'With four_eyes, then can only escalate or reject: then="reject".',
        ),
    ]
