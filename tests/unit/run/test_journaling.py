"""Never twice, never lost: the journal against every way in which a step can end."""

from datetime import timedelta

import pytest

from runner.drivers.errors import BrowserDiedError, SessionEndedError
from runner.errors import BusinessError, TechnicalError
from runner.run.errors import (
    DryRunEndError,
    StepChangedError,
    StepInDoubtError,
    StepNotAppliedError,
    StopAskedError,
    TriesUsedUpError,
    WriteInVerifyError,
)
from runner.steps import Verdict
from runner.store.deaths import Death
from runner.store.errors import LostItemError
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


def cannot_tell(crm: FakeApp, value: Value) -> Verdict:
    return Verdict.UNKNOWN


def fail_before(crm: FakeApp, value: Value) -> str:
    raise TechnicalError("the form did not come")


def lose(crm: FakeApp, value: Value) -> str:
    crm.press_save(value.value, lose=True)
    return "says saved"


def test_intent_is_on_disk_before_the_act(steps, app, store, claim):
    seen = []

    def look(crm: FakeApp, value: Value) -> None:
        seen.extend(states(store, claim))

    enter(steps, a_step(look), app)

    assert seen == [("look", "intent")]
    assert states(store, claim) == [("look", "applied")]


def test_finished_step_returns_its_result_and_is_not_entered_again(
    steps, app, store, surroundings, claim
):
    entered = a_step(save, verify=is_saved)
    enter(steps, entered, app)
    later = make_steps(claim, store, surroundings, app)

    assert enter(later, entered, app) == "record v"
    assert app.saved == ["v"]


def test_second_call_of_the_same_step_in_one_attempt_is_a_step_of_its_own(steps, app):
    entered = a_step(save)
    enter(steps, entered, app, "a")
    enter(steps, entered, app, "b")

    assert app.saved == ["a", "b"]


def test_finished_step_with_other_values_is_in_doubt_not_entered(
    steps, app, store, surroundings, claim
):
    entered = a_step(save)
    enter(steps, entered, app, "a")
    later = make_steps(claim, store, surroundings, app)

    with pytest.raises(StepChangedError, match="entered before with other values"):
        enter(later, entered, app, "b")
    assert app.saved == ["a"]


def test_failure_after_the_press_is_settled_by_verify_as_applied(steps, app, store, claim):
    enter(steps, a_step(save_and_fail, verify=is_saved), app)

    assert states(store, claim) == [("save_and_fail", "applied")]


def test_failure_after_the_press_without_verify_is_in_doubt(steps, app, store, claim):
    with pytest.raises(StepInDoubtError, match=r"failed after a press.*connection was cut"):
        enter(steps, a_step(save_and_fail), app)
    assert states(store, claim) == [("save_and_fail", "in_doubt")]


def test_failure_before_any_press_is_not_applied_and_stays_the_same_error(steps, app, store, claim):
    with pytest.raises(TechnicalError, match="the form did not come"):
        enter(steps, a_step(fail_before), app)
    assert states(store, claim) == [("fail_before", "not_applied")]


def test_failure_in_a_step_without_session_is_never_called_untouched(steps, store, claim):
    def post_elsewhere(value: Value) -> None:
        raise TechnicalError("timeout")

    with pytest.raises(StepInDoubtError):
        steps.enter(a_step(post_elsewhere), {"value": Value(value="v")})


def test_lying_success_is_found_out_by_verify(steps, app, store, claim):
    with pytest.raises(StepNotAppliedError, match="does not find"):
        enter(steps, a_step(lose, verify=is_saved), app)
    assert states(store, claim) == [("lose", "not_applied")]


def test_confirm_spares_verify_when_it_says_applied(steps, app):
    looks = []

    def verify(crm: FakeApp, value: Value) -> Verdict:
        looks.append(value)
        return Verdict.APPLIED

    enter(steps, a_step(save, verify=verify, confirm=is_saved), app)
    assert looks == []


@pytest.mark.parametrize("confirm", [cannot_tell, lambda crm, value: False])
def test_confirm_that_does_not_say_applied_leaves_it_to_verify(steps, app, store, claim, confirm):
    enter(steps, a_step(save, verify=is_saved, confirm=confirm), app)

    assert states(store, claim) == [("save", "applied")]


def test_confirm_alone_that_cannot_tell_leaves_doubt(steps, app):
    with pytest.raises(StepInDoubtError):
        enter(steps, a_step(save, confirm=cannot_tell), app)


def test_business_error_after_a_press_that_was_entered_counts_as_entered(steps, app, store, claim):
    def save_and_complain(crm: FakeApp, value: Value) -> None:
        crm.press_save(value.value)
        raise BusinessError("the screen says no")

    enter(steps, a_step(save_and_complain, verify=is_saved), app)
    assert states(store, claim) == [("save_and_complain", "applied")]


def test_late_application_is_waited_for_before_not_applied_is_believed(steps, app, store, claim):
    looks = []

    def late(crm: FakeApp, value: Value) -> Verdict:
        looks.append(value)
        return Verdict.of(len(looks) > 1)

    enter(steps, a_step(save, verify=late, settle=timedelta(milliseconds=1)), app)

    assert states(store, claim) == [("save", "applied")]


def test_session_that_ends_in_a_look_is_signed_in_again(steps, app, surroundings):
    looks = []

    def expired_once(crm: FakeApp, value: Value) -> Verdict:
        looks.append(value)
        if len(looks) == 1:
            raise SessionEndedError("crm", "'search'")
        return Verdict.APPLIED

    enter(steps, a_step(save, verify=expired_once), app)

    assert (surroundings.sign_ins, len(looks)) == (1, 2)


def test_screen_that_fails_every_look_leaves_doubt(steps, app, surroundings):
    def broken(crm: FakeApp, value: Value) -> Verdict:
        raise TechnicalError("no such screen")

    with pytest.raises(StepInDoubtError):
        enter(steps, a_step(save, verify=broken), app)
    assert surroundings.resets == 3


def test_death_of_the_browser_leaves_the_intent_open(steps, app, store, claim):
    def die(crm: FakeApp, value: Value) -> None:
        crm.press_save(value.value)
        raise BrowserDiedError("crm", "pressing")

    with pytest.raises(BrowserDiedError):
        enter(steps, a_step(die, verify=is_saved), app)
    assert states(store, claim) == [("die", "intent")]


@pytest.mark.parametrize(("happened", "expected"), [(True, "applied"), (False, "not_applied")])
def test_open_intent_of_a_dead_attempt_is_settled_by_looking(
    steps, app, store, surroundings, claim, happened, expected
):
    entered = a_step(save, verify=is_saved)
    store.journal.intend(
        claim, "save", 1, "d", {"values": {"value": {"value": "v"}}, "apps": {"crm": "crm"}}
    )
    if happened:
        app.saved.append("v")
    steps.settle_open(a_bot)

    assert states(store, claim) == [(entered.name, expected)]


def test_open_intent_without_verify_is_in_doubt(steps, store, claim):
    a_step(save)
    store.journal.intend(claim, "save", 1, "d", {"values": {}, "apps": {}})

    with pytest.raises(StepInDoubtError, match="has no verify"):
        steps.settle_open(a_bot)
    assert states(store, claim) == [("save", "in_doubt")]


def test_step_that_is_gone_from_the_bot_is_in_doubt(steps, store, claim):
    store.journal.intend(claim, "renamed_since", 1, "d", {"values": {}, "apps": {}})

    with pytest.raises(StepInDoubtError):
        steps.settle_open(a_bot)


def test_write_outside_every_step_makes_the_item_one_step(steps, app, store, claim):
    app.press_save("v")
    assert states(store, claim) == [("(whole item)", "intent")]

    steps.finish()
    assert states(store, claim) == [("(whole item)", "applied")]


def test_write_outside_every_step_that_fails_later_is_in_doubt(steps, app):
    app.press_save("v")

    with pytest.raises(StepInDoubtError, match="outside every step"):
        steps.failed(TechnicalError("lost"))


def test_dry_run_ends_before_the_step_and_before_an_unmarked_write(
    steps, app, surroundings, store, claim
):
    surroundings.dry_run = True

    with pytest.raises(DryRunEndError, match="would enter step 'save'"):
        enter(steps, a_step(save), app)
    make_steps(claim, store, surroundings, app)
    with pytest.raises(DryRunEndError, match=r"press of 'form\.save'"):
        app.press_save("v")
    assert app.saved == []


def test_stop_is_obeyed_before_a_step_and_never_inside(steps, app, surroundings):
    def ask_then_save(crm: FakeApp, value: Value) -> None:
        surroundings.stop_asked = True
        crm.press_save(value.value)

    enter(steps, a_step(ask_then_save), app)

    assert app.saved == ["v"]
    with pytest.raises(StopAskedError):
        enter(steps, a_step(save), app, "w")


def test_verify_must_not_write(steps, app):
    def writes(crm: FakeApp, value: Value) -> Verdict:
        crm.press_save("again")
        return Verdict.APPLIED

    with pytest.raises(StepInDoubtError, match="must only look") as doubt:
        enter(steps, a_step(save, verify=writes), app)
    assert isinstance(doubt.value.__cause__, WriteInVerifyError)
    assert app.saved == ["v"]


def test_worker_that_lost_its_item_writes_nothing_more(steps, app, store, claim):
    store.items.bury("w1", Death("frozen"))
    again = store.items.claim("r1", "w2")
    assert again is not None

    with pytest.raises(LostItemError):
        enter(steps, a_step(save), app)
    assert app.saved == []


def test_worker_that_was_held_up_before_the_act_does_not_act_without_a_session_either(
    steps, store, claim
) -> None:
    sent = []

    class HeldUp:
        def reach(self, name: str) -> None:
            if name == "step.intended":
                store.items.bury("w1", Death("it gave no sign of life"))
                assert store.items.claim("r1", "w2") is not None

    def send(value: Value) -> None:
        sent.append(value.value)

    steps._failpoints = HeldUp()
    with pytest.raises(LostItemError):
        steps.enter(a_step(send), {"value": Value(value="v")})
    assert sent == []


def test_outcome_that_is_known_never_changes(store, claim):
    entry = store.journal.intend(claim, "save", 1, "d", {})
    store.journal.settle(claim, entry, StepState.APPLIED, by="verify", result={"n": 1})
    store.journal.settle(claim, entry, StepState.NOT_APPLIED, by="somebody late")

    last = store.journal.last(claim.item, "save", 1)
    assert last is not None
    assert (last.state, last.result) == (StepState.APPLIED, {"n": 1})


def test_announced_press_that_did_not_happen_leaves_the_step_untouched(
    steps, app, store, claim
) -> None:
    def announce_and_fail(crm: FakeApp, value: Value) -> None:
        app.recorder.before_press("form.save", writes=True)
        app.recorder.not_pressed()
        raise TechnicalError("the button is covered")

    with pytest.raises(TechnicalError, match="covered"):
        enter(steps, a_step(announce_and_fail), app)
    assert states(store, claim) == [("announce_and_fail", "not_applied")]


def test_press_that_did_not_happen_does_not_undo_the_one_before(steps, app, store, claim) -> None:
    def press_then_announce(crm: FakeApp, value: Value) -> None:
        crm.press_save(value.value)
        app.recorder.before_press("form.close", writes=False)
        app.recorder.not_pressed()
        raise TechnicalError("the button is covered")

    with pytest.raises(StepInDoubtError):
        enter(steps, a_step(press_then_announce), app)


def test_write_outside_every_step_that_did_not_happen_is_no_doubt(steps, app, store, claim) -> None:
    app.recorder.before_press("form.save", writes=True)
    app.recorder.not_pressed()

    steps.failed(TechnicalError("the button is covered"))
    assert states(store, claim) == [("(whole item)", "not_applied")]


def test_second_write_that_did_not_happen_leaves_the_first_in_doubt(steps, app) -> None:
    app.press_save("v")
    app.recorder.before_press("form.close", writes=True)
    app.recorder.not_pressed()

    with pytest.raises(StepInDoubtError):
        steps.failed(TechnicalError("the button is covered"))


def test_attempt_that_may_only_look_settles_what_is_open_and_returns_what_was_entered(
    steps, app, store, surroundings, claim
) -> None:
    entered = a_step(save, verify=is_saved)
    enter(steps, entered, app)
    surroundings.looks_only = True
    later = make_steps(claim, store, surroundings, app)
    later.settle_open(a_bot)

    assert enter(later, entered, app) == "record v"
    later.finish()


def test_attempt_that_may_only_look_enters_nothing_and_cannot_hide_it(
    steps, app, surroundings
) -> None:
    surroundings.looks_only = True

    with pytest.raises(TriesUsedUpError, match="would have entered step 'save'"):
        enter(steps, a_step(save), app)
    with pytest.raises(TriesUsedUpError):
        steps.finish()
    assert app.saved == []


def test_attempt_that_may_only_look_presses_nothing_that_writes(steps, app, surroundings) -> None:
    surroundings.looks_only = True
    app.recorder.before_press("form.next_page", writes=False)

    with pytest.raises(TriesUsedUpError, match=r"a press of 'form\.save'"):
        app.press_save("v")
    assert app.saved == []
