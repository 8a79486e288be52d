"""Asking: what does not fit together is said before anybody is asked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import BaseModel

from runner.asking import AskDefinitionError, AskedOfNobodyError, ask
from runner.secret import Secret
from runner.testing import NotAnsweredError, answers


class Payment(BaseModel):
    amount: Decimal


class Other(BaseModel):
    amount: Decimal


HOUR = timedelta(hours=1)
YES = ["yes", "no"]

WRONG = {
    "it needs either choices or a form": {},
    "it needs either choices or a form ": {"choices": YES, "form": Payment},
    "its choices are not all different": {"choices": ["yes", "yes"]},
    "or one is empty": {"choices": ["yes", " "]},
    "its draft is no value of its form": {"form": Payment, "draft": Other(amount=1)},
    "what it recommends is none of its choices": {"choices": YES, "recommend": "maybe"},
    "within and then belong together": {"choices": YES, "within": HOUR},
    "within and then belong together ": {"choices": YES, "then": "reject"},
    "its time is over before": {"choices": YES, "within": timedelta(0), "then": "reject"},
    "is no choice, no escalation": {"choices": YES, "within": HOUR, "then": "maybe"},
    "is no choice, no escalation ": {"form": Payment, "within": HOUR, "then": "yes"},
    "it asks nobody": {"choices": YES, "within": HOUR, "then": "escalate:"},
    "a role that answers no questions": {"choices": YES, "of": "role:auditor"},
    "a role that answers no questions ": {
        "choices": YES,
        "within": HOUR,
        "then": "escalate:role:x",
    },
    "something is to happen after its end": {
        "choices": YES,
        "within": HOUR,
        "then": ["reject", "escalate:anna"],
    },
    "needs a second person": {"choices": YES, "four_eyes": True, "within": HOUR, "then": "yes"},
    "its facts hold a secret": {"choices": YES, "facts": {"a": [{"b": Secret("hunter2")}]}},
    "its facts cannot be kept as JSON": {"choices": YES, "facts": {"a": object()}},
}


@pytest.mark.parametrize(("problem", "call"), WRONG.items(), ids=WRONG)
def test_what_does_not_fit_is_refused_with_the_line_and_a_way_out(problem, call) -> None:
    with pytest.raises(AskDefinitionError) as refused, answers("yes"):
        ask("Pay out 12.00 to Anna?", **call)
    said = refused.value.sentence()

    assert problem.strip() in said
    assert "test_asking.py, line " in said
    assert refused.value.hint
    assert "Anna" not in said
    assert "hunter2" not in said


@pytest.mark.parametrize("question", ["", "  ", "x" * 3000])
def test_an_empty_or_endless_question_is_refused(question) -> None:
    with pytest.raises(AskDefinitionError, match="empty, or far too long"), answers("yes"):
        ask(question, choices=YES)


def test_outside_of_a_run_nobody_is_asked_and_the_way_to_test_is_said() -> None:
    with pytest.raises(AskedOfNobodyError, match="outside of a run") as refused:
        ask("Pay?", choices=YES)
    assert "runner.testing.answers" in refused.value.sentence()


def test_a_test_answers_in_order_and_sees_what_was_asked() -> None:
    day = datetime(2026, 11, 22, tzinfo=UTC)
    with answers("no", Payment(amount=Decimal("9.50"))) as asked:
        first = ask("Pay?", choices=YES, facts={"day": day}, of="role:approver", four_eyes=True)
        second = ask("How much?", form=Payment, draft=Payment(amount=Decimal(7)))

    assert (first, second) == ("no", Payment(amount=Decimal("9.50")))
    assert asked[0].facts == {"day": "2026-11-22T00:00:00Z"}
    assert (asked[0].of, asked[0].four_eyes) == ("role:approver", True)
    assert asked[1].draft == {"amount": "7"}


@pytest.mark.parametrize(
    ("given", "why"),
    [((), "no answer left"), (("maybe",), "none of the choices"), ((Payment(amount=1),), "choice")],
)
def test_a_test_that_answers_wrongly_fails(given, why) -> None:
    with pytest.raises(NotAnsweredError, match=why), answers(*given):
        ask("Pay?", choices=YES)
