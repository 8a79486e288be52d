"""Bots that swallow, nest, thread, exit or forget: the engine still comes to the right ending."""

import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from runner.bots import BotDefinitionError, bot
from runner.drivers.errors import BrowserDiedError
from runner.errors import BusinessError, EnvironmentFault, TechnicalError
from runner.run.arguments import UnkeepableResultError
from runner.run.errors import (
    BotExitError,
    DryRunEndError,
    NestedStepError,
    StepChangedError,
    StepElsewhereError,
    StepInDoubtError,
    StopAskedError,
)
from runner.steps import StepDefinitionError, step
from runner.store.settling import Answer, settle
from runner.store.step_state import StepState
from tests.unit.run.conftest import (
    FakeApp,
    Value,
    a_bot,
    a_step,
    enter,
    is_saved,
    make_steps,
    save,
    save_and_fail,
    states,
)


def test_doubt_that_the_bot_swallows_forbids_every_further_step_and_press(steps, app):
    entered = a_step(save_and_fail)
    with suppress(Exception):
        enter(steps, entered, app)

    with pytest.raises(StepInDoubtError):
        enter(steps, entered, app)
    with pytest.raises(StepInDoubtError):
        app.press_save("outside")
    assert app.saved == ["v"]


def test_swallowed_doubt_is_what_the_attempt_ends_with(steps, app):
    with suppress(Exception):
        enter(steps, a_step(save_and_fail), app)

    with pytest.raises(StepInDoubtError):
        steps.finish()
    with pytest.raises(StepInDoubtError):
        steps.failed(BusinessError("the bot made something else of it"))


@pytest.mark.parametrize(("wish", "error"), [("stop_asked", StopAskedError),
                                             ("dry_run", DryRunEndError)])  # fmt: skip
def test_swallowed_stop_or_dry_run_never_ends_as_done(steps, app, surroundings, wish, error):
    setattr(surroundings, wish, True)
    with suppress(Exception):
        enter(steps, a_step(save), app)

    with pytest.raises(error):
        steps.finish()


def test_swallowed_death_of_the_browser_gives_the_item_back_to_be_looked_at(steps, app, store,
                                                                            claim):  # fmt: skip
    def die(crm: FakeApp, value: Value) -> None:
        crm.press_save(value.value)
        raise BrowserDiedError("crm", "pressing")

    with suppress(Exception):
        enter(steps, a_step(die, verify=is_saved), app)

    with pytest.raises(BrowserDiedError):
        steps.finish()
    assert states(store, claim) == [("die", "intent")]


def test_step_that_the_bot_tries_again_is_one_step_for_later_attempts(
    steps, app, store, surroundings, claim
):
    tries = []

    def second_time_lucky(crm: FakeApp, value: Value) -> str:
        tries.append(value)
        if len(tries) == 1:
            raise TechnicalError("the form did not come")
        crm.press_save(value.value)
        return "7"

    entered = a_step(second_time_lucky)
    with suppress(TechnicalError):
        enter(steps, entered, app)
    enter(steps, entered, app)
    later = make_steps(claim, store, surroundings, app)

    assert enter(later, entered, app) == "7"
    assert app.saved == ["v"]


def test_step_inside_a_step_is_refused_and_cannot_be_hidden(steps, app):
    inner = a_step(save)

    def outer(crm: FakeApp, value: Value) -> None:
        crm.press_save("outer")
        with suppress(Exception):
            enter(steps, inner, app)

    enter(steps, a_step(outer), app)

    assert app.saved == ["outer"]
    with pytest.raises(NestedStepError, match="'save' is called inside step 'outer'"):
        steps.finish()


def test_failure_after_a_press_and_a_nested_step_is_not_called_untouched(steps, app, store, claim):
    inner = a_step(save)

    def outer(crm: FakeApp, value: Value) -> None:
        crm.press_save("outer")
        enter(steps, inner, app)

    with pytest.raises(StepInDoubtError):
        enter(steps, a_step(outer), app)
    assert states(store, claim) == [("outer", "in_doubt")]


def test_step_inside_a_verify_is_refused(steps, app):
    inner = a_step(save)

    def enters(crm: FakeApp, value: Value) -> bool:
        enter(steps, inner, app, "again")
        return True

    with pytest.raises(StepInDoubtError):
        enter(steps, a_step(save, verify=enters), app)
    assert app.saved == ["v"]


def test_step_in_another_thread_is_refused_and_cannot_be_hidden(steps, app):
    refused: list[Exception] = []

    def elsewhere() -> None:
        try:
            enter(steps, a_step(save), app)
        except StepElsewhereError as error:
            refused.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    assert app.saved == []
    assert len(refused) == 1
    with pytest.raises(StepElsewhereError, match="another thread"):
        steps.finish()


@pytest.mark.parametrize("leave", [SystemExit, KeyboardInterrupt])
def test_bot_that_exits_in_a_step_is_settled_like_any_failure(steps, app, store, claim, leave):
    def exits(crm: FakeApp, value: Value) -> None:
        crm.press_save(value.value)
        raise leave

    enter(steps, a_step(exits, verify=is_saved), app)

    assert states(store, claim) == [("exits", "applied")]


def test_bot_that_exits_before_a_press_says_so(steps, app):
    def exits(crm: FakeApp, value: Value) -> None:
        sys.exit("enough")

    with pytest.raises(BotExitError, match=r"SystemExit.*enough"):
        enter(steps, a_step(exits), app)


@pytest.mark.parametrize("error", [BusinessError("the CRM opened another customer"),
                                   KeyError("city"), ZeroDivisionError()])  # fmt: skip
def test_verify_that_fails_in_its_own_way_leaves_doubt_never_a_verdict(
    steps, app, store, claim, error
):
    def fails(crm: FakeApp, value: Value) -> bool:
        raise error

    with pytest.raises(StepInDoubtError, match="its verify failed"):
        enter(steps, a_step(save, verify=fails), app)
    assert states(store, claim) == [("save", "in_doubt")]


def test_confirm_that_fails_in_its_own_way_leaves_it_to_verify(steps, app, store, claim):
    def fails(crm: FakeApp, value: Value) -> bool:
        raise BusinessError("no")

    enter(steps, a_step(save, confirm=fails, verify=is_saved), app)

    assert states(store, claim) == [("save", "applied")]


@pytest.mark.parametrize("answer", [None, "yes", 1, object()])
def test_answer_of_a_verify_that_is_neither_yes_nor_no_is_unknown(steps, app, answer):
    def forgets(crm: FakeApp, value: Value) -> object:
        return answer

    with pytest.raises(StepInDoubtError):
        enter(steps, a_step(save, verify=forgets), app)
    assert app.saved == ["v"]


def test_result_that_is_no_json_is_said_and_the_step_stays_entered(
    steps, app, store, surroundings, claim
):
    def save_and_return_an_object(crm: FakeApp, value: Value) -> object:
        crm.press_save(value.value)
        return object()

    entered = a_step(save_and_return_an_object)
    with pytest.raises(UnkeepableResultError, match="was entered, but returned a"):
        enter(steps, entered, app)

    assert states(store, claim) == [("save_and_return_an_object", "applied")]
    assert enter(make_steps(claim, store, surroundings, app), entered, app) is None
    assert app.saved == ["v"]


def test_environment_that_fails_before_any_press_leaves_nothing_open(steps, app, store, claim):
    def unreachable(crm: FakeApp, value: Value) -> None:
        raise EnvironmentFault("the CRM cannot be reached")

    with pytest.raises(EnvironmentFault):
        enter(steps, a_step(unreachable), app)
    assert states(store, claim) == [("unreachable", "not_applied")]


def test_stop_lets_a_bot_without_steps_come_to_its_end(steps, app, surroundings, store, claim):
    app.press_save("a")
    surroundings.stop_asked = True
    app.press_save("b")
    steps.finish()

    assert states(store, claim) == [("(whole item)", "applied")]


def test_item_that_was_entered_as_a_whole_is_not_entered_again(
    steps, app, store, surroundings, claim
):
    app.press_save("v")
    steps.finish()
    later = make_steps(claim, store, surroundings, app)

    assert later.entered_as_a_whole
    with pytest.raises(StepInDoubtError):
        app.press_save("v")
    assert app.saved == ["v"]


@pytest.mark.parametrize(
    ("answer", "saved"), [(Answer.ENTERED, ["a"]), (Answer.NOT_ENTERED, ["a", "b"])]
)
def test_step_that_came_back_with_other_values_can_be_settled_by_a_person(
    steps, app, store, surroundings, claim, answer, saved
):
    entered = a_step(save)
    enter(steps, entered, app, "a")
    with pytest.raises(StepChangedError) as doubt:
        enter(make_steps(claim, store, surroundings, app), entered, app, "b")
    finish_in_doubt(store, claim, str(doubt.value))

    settle(store.database, claim.item, answer, "me")
    again = store.items.claim("r1", "w2")
    later = make_steps(again, store, surroundings, app)
    later.settle_open(a_bot)
    result = enter(later, entered, app, "b")

    assert app.saved == saved
    assert result == f"record {saved[-1]}"


def finish_in_doubt(store, claim, message):
    from runner.item import ItemState
    from runner.store.items import Ending

    store.items.finish(claim, Ending("in_doubt", ItemState.IN_DOUBT, message))


def test_doubt_of_an_earlier_attempt_stays_until_a_person_settles_it(steps, app, store, claim):
    a_step(save, verify=is_saved)
    kept = {"values": {"value": {"value": "v"}}, "apps": {"crm": "crm"}}
    number = store.journal.intend(claim, "save", 1, "d", kept)
    store.journal.settle(claim, number, StepState.IN_DOUBT, by="verify could not tell")

    with pytest.raises(StepInDoubtError, match="left it in doubt"):
        steps.settle_open(a_bot)


def test_arguments_that_no_longer_fit_the_step_are_in_doubt(steps, app, store, claim):
    a_step(save, verify=is_saved)
    store.journal.intend(claim, "save", 1, "d", {"values": {"value": 7}, "apps": {"crm": "crm"}})

    with pytest.raises(StepInDoubtError, match="do not fit it any more"):
        steps.settle_open(a_bot)


def generating(value: Value) -> Iterator[str]:
    yield value.value


async def waiting(value: Value) -> str:
    return value.value


@pytest.mark.parametrize("function", [generating, waiting])
def test_generators_and_coroutines_would_do_nothing_and_are_refused(function):
    with pytest.raises(BotDefinitionError, match="would do nothing when it is called"):
        bot(key="value")(function)
    with pytest.raises(StepDefinitionError, match="would do nothing when it is called"):
        step()(function)
