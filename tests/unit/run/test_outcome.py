"""What an error makes of an item, over many kinds of errors."""

import builtins
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.bots import Limits
from runner.drivers.errors import RepairNeededError
from runner.errors import BusinessError, EnvironmentFault, InDoubtError, InputError, TechnicalError
from runner.item import ItemState
from runner.run.errors import DryRunEndError, StopAskedError
from runner.run.outcome import MAX_BACKOFF, backoff, ending_for
from runner.store.items import Claim

BUILT_IN = [
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, Warning | UnicodeError | ExceptionGroup)
]
LIMITS = Limits(tries=3, backoff=timedelta(seconds=2))


def a_claim(tries: int = 0) -> Claim:
    return Claim(item=1, token=1, attempt=1, number=1, tries=tries, deaths=0, key="k", payload={})


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.__name__)
def test_strangers_are_technical_and_retried_within_limits(kind: type[Exception]) -> None:
    first, last = (
        ending_for(kind("x"), a_claim(), LIMITS),
        ending_for(kind("x"), a_claim(2), LIMITS),
    )

    assert (first.state, first.burns_try) == (ItemState.NEW, True)
    assert first.retry_after is not None
    assert last.state is ItemState.FAILED


@given(tries=st.integers(0, 10))
def test_business_errors_are_never_retried(tries: int) -> None:
    assert ending_for(BusinessError("no"), a_claim(tries), LIMITS).state is ItemState.REJECTED


@pytest.mark.parametrize(
    ("error", "state", "burns"),
    [
        (InDoubtError("?"), ItemState.IN_DOUBT, False),
        (EnvironmentFault("gone"), ItemState.NEW, False),
        (StopAskedError(), ItemState.NEW, False),
        (DryRunEndError("step 'save'"), ItemState.DONE, False),
        (InputError("no such element"), ItemState.FAILED, True),
    ],
)
def test_families_of_errors(error: Exception, state: ItemState, burns: bool) -> None:
    ending = ending_for(error, a_claim(), LIMITS)

    assert (ending.state, ending.burns_try, ending.retry_after) == (state, burns, None)


def test_an_item_that_needs_a_repair_waits_and_burns_no_try() -> None:
    ending = ending_for(RepairNeededError("'street' is lost."), a_claim(), Limits())

    assert (ending.outcome, ending.state) == ("waiting", ItemState.WAITING)
    assert not ending.burns_try
    assert ending.message == "'street' is lost. Decide with: deskhand screens repairs."


def test_error_that_forbids_a_retry_is_obeyed() -> None:
    class UnknownDialog(TechnicalError):
        retry = False

    assert ending_for(UnknownDialog("?"), a_claim(), LIMITS).state is ItemState.FAILED


@given(tries=st.integers(0, 40), seconds=st.floats(0.1, 60))
def test_backoff_grows_with_jitter_and_has_an_end(tries: int, seconds: float) -> None:
    limits = Limits(backoff=timedelta(seconds=seconds))
    full = min(seconds * 2**tries, MAX_BACKOFF.total_seconds())
    wait = backoff(tries, limits).total_seconds()

    assert full * 0.49 <= wait <= full * 1.01
