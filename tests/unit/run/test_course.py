"""The course of a run that a person follows."""

import threading

from runner.run.course import Course, Stage


def test_events_come_in_order_and_once() -> None:
    course = Course()
    course.add("act", action="press")
    course.add("act", action="fill")
    assert [one.number for one in course.since(0)] == [1, 2]
    assert [one.data["action"] for one in course.since(1)] == ["fill"]
    assert course.since(2) == []


def test_who_waits_is_woken() -> None:
    course = Course()
    threading.Timer(0.05, lambda: course.add("act", action="press")).start()
    assert course.since(0, 30.0)


def test_what_is_over_stays_so() -> None:
    course = Course()
    course.enter(Stage.WORKING)
    course.enter(Stage.STOPPED)
    course.enter(Stage.DONE, "late")
    assert course.stage is Stage.STOPPED
    assert [one.data["stage"] for one in course.since(0)] == ["working", "stopped"]


def test_waiting_ends_when_the_run_is_over() -> None:
    course = Course()
    course.enter(Stage.FAILED)
    assert course.wait_for(Stage.YOURS, seconds=0)


def test_waiting_for_what_does_not_come_ends_too() -> None:
    assert not Course().wait_for(Stage.YOURS, seconds=0.01)
