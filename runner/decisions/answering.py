"""Answering: what a person chose or typed becomes a decision's answer, checked by the bot's model."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from runner.decisions.errors import (
    FormChangedError,
    NoSuchFieldError,
    NotAChoiceError,
    UnfitAnswerError,
)
from runner.forms import Filled, FormField, fields_of, read_form, typed
from runner.store.answering import Answerer
from runner.store.cases import cases_of
from runner.store.decisions import Decision
from runner.store.store import Store
from runner.workspace import Workspace

Posted = Mapping[str, Sequence[str]]
"""Values as they were typed, by field."""


def choose(store: Store, number: int, choice: str, by: Answerer, *, seen: str) -> Decision:
    """Answer with one of the choices.

    Args:
        store: Where the decision is.
        number: The decision's.
        choice: One of its choices.
        by: Who answers.
        seen: The digest of what he was shown.

    Raises:
        NotAChoiceError: it has a form.
        InputError: as `DecisionStore.answer`.
    """
    if "choices" not in store.decisions.one(number).form:
        raise NotAChoiceError(number, ())
    return store.decisions.answer(number, {"choice": choice}, by, seen=seen)


def fill_in(
    store: Store,
    workspace: Workspace,
    number: int,
    posted: Posted,
    by: Answerer,
    *,
    seen: str,
    language: str = "en",
) -> Decision:
    """Answer with a filled form; what was typed is checked as a row of a spreadsheet is.

    Raises:
        NotAChoiceError: it has choices.
        FormChangedError: the bot's model is not the one that was asked with.
        UnfitAnswerError: says what is wrong with which field.
        InputError: as `DecisionStore.answer`.
    """
    decision = store.decisions.one(number)
    filled = read_answer(store, workspace, decision, posted, language)
    if not filled.right:
        raise UnfitAnswerError(number, filled.problems)
    answer = {"values": dict(filled.draft.payload or {})}
    return store.decisions.answer(number, answer, by, seen=seen)


def read_answer(
    store: Store, workspace: Workspace, decision: Decision, posted: Posted, language: str = "en"
) -> Filled:
    """What was typed into a decision's form, with what is wrong with it.

    Raises:
        NotAChoiceError, FormChangedError: it cannot be filled in.
    """
    return read_form(model_of(store, workspace, decision), (), posted, language)


def model_of(store: Store, workspace: Workspace, decision: Decision) -> type[BaseModel]:
    """The model of a decision's form, as its bot has it.

    Raises:
        NotAChoiceError: it has choices, or is decided elsewhere.
        FormChangedError: the bot has it no more, or another one.
        DeskhandError: the bot cannot be loaded.
    """
    name = decision.form.get("model")
    if name is None:
        raise NotAChoiceError(decision.id, decision.form.get("choices", ()))
    bot = workspace.load_bot(cases_of(store.database, [decision.item])[decision.item].bot)
    found = bot.function.__globals__.get(name)
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise FormChangedError(decision.id, name, bot.name)
    if found.model_json_schema(by_alias=False) != decision.form["schema"]:
        raise FormChangedError(decision.id, name, bot.name)
    return found


def drafted(decision: Decision, fields: Sequence[FormField]) -> dict[str, str | tuple[str, ...]]:
    """What the form is filled with beforehand: the bot's draft, else each field's default."""
    draft: Mapping[str, Any] = decision.form.get("draft") or {}
    return {
        field.name: as_typed(draft[field.name]) if field.name in draft else field.default
        for field in fields
    }


def as_typed(value: object) -> str | tuple[str, ...]:
    """A value as a person would type it, or several."""
    return tuple(map(typed, value)) if isinstance(value, list | tuple) else typed(value)


def over_draft(decision: Decision, model: type[BaseModel], given: Mapping[str, str]) -> Posted:
    """What is posted when a person corrects some fields of the draft, and leaves the others.

    Raises:
        NoSuchFieldError: one of them is no field of the form.
    """
    fields = fields_of(model)
    names = [field.name for field in fields]
    for name in given:
        if name not in names:
            raise NoSuchFieldError(decision.id, name, names)
    before = drafted(decision, fields)
    values: dict[str, str | tuple[str, ...]] = {**before, **given}
    return {
        name: [value] if isinstance(value, str) else list(value) for name, value in values.items()
    }


def corrected(decision: Decision) -> list[str]:
    """The fields that a person has changed in the bot's draft."""
    draft: Mapping[str, Any] = decision.form.get("draft") or {}
    values: Mapping[str, Any] = (decision.answer or {}).get("values") or {}
    return [name for name, value in values.items() if name in draft and draft[name] != value]
