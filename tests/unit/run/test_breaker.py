"""The breaker opens for many different items in a row, and for nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from runner.errors import ExitCode
from runner.run.breaker import Breaker

OUTCOMES = ["technical", "done", "business", "in_doubt", "environment", "stopped"]
NEUTRAL = {"environment", "stopped"}


def test_ten_different_items_in_a_row_are_enough_and_the_last_reason_is_told() -> None:
    breaker = Breaker(3)
    assert breaker.count(1, "technical", "no button") is None
    assert breaker.count(1, "technical", "no button") is None
    assert breaker.count(2, "technical", "no button") is None
    error = breaker.count(3, "technical", "'Save' was not found.")
    assert error is not None
    assert error.message.startswith("3 items in a row could not be worked; the last: 'Save' was")
    assert ".." not in error.message
    assert breaker.count(4, "technical", "after a pause it counts anew") is None


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(OUTCOMES)), max_size=40))
def test_it_opens_exactly_when_so_many_different_items_failed_since_one_went_well(attempts) -> None:
    breaker, failed = Breaker(4), set()
    for item, outcome in attempts:
        opened = breaker.count(item, outcome, "why")
        if outcome == "technical":
            failed.add(item)
        elif outcome not in NEUTRAL:
            failed.clear()
        assert (opened is not None) == (len(failed) == 4)
        if opened is not None:
            failed.clear()


def test_three_items_that_wait_for_one_repair_in_a_row_are_enough() -> None:
    breaker = Breaker(10)
    assert breaker.count(1, "waiting", "'street' is lost (label changed). Decide.") is None
    assert breaker.count(1, "waiting", "'street' is lost (label changed). Decide.") is None
    assert breaker.count(2, "waiting", "'city' is lost.") is None
    assert breaker.count(3, "waiting", "'street' is lost (label changed). Decide.") is None
    error = breaker.count(4, "waiting", "'street' is lost (label changed). Decide.")

    assert error is not None
    assert error.exit_code == ExitCode.NEEDS_A_PERSON
    assert error.message == (
        "3 items in a row wait for the same repair: 'street' is lost. The rest was left as it is."
    )


def test_an_item_that_goes_well_breaks_the_row_of_those_that_wait() -> None:
    breaker = Breaker(10)
    for item in range(6):
        assert breaker.count(item, "waiting", "lost") is None
        assert breaker.count(item, "environment", "gone") is None
        if item % 2:
            assert breaker.count(item, "done", "") is None
