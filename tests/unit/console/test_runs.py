"""Runs: listed, live, stopped and resumed by hand."""

from dataclasses import replace

import pytest

from runner.run.locks import held
from runner.store.auditing import AuditSought
from runner.store.leases import new_worker_name
from runner.store.people import Role
from runner.store.runs import FLEET, RunState
from tests.console_office import CUSTOMERS, PEOPLE, Office, drafts

OPERATOR = PEOPLE[Role.OPERATOR]

FORM = {"a": "b"}

NIGHT, STOPPED, AT_WORK = "20261122-023001-a1c4", "20261122-070000-77f0", "20261122-083000-b2d9"


def audited(office: Office) -> tuple[str, str, str | None]:
    line = office.store.audit.page(AuditSought(), None, 1)[0]
    return line.who, line.action, line.run


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("", {NIGHT, STOPPED, AT_WORK}),
        ("tab=at_work", {AT_WORK}),
        ("tab=stopped", {STOPPED}),
        ("tab=ended", {NIGHT}),
        ("bot=update_contact", {NIGHT}),
        ("tab=nonsense", {NIGHT, STOPPED, AT_WORK}),
    ],
)
def test_runs_are_listed(shown: Office, query: str, runs: set[str]) -> None:
    page = shown.browser(OPERATOR).get(f"/runs?{query}").text

    assert {run for run in (NIGHT, STOPPED, AT_WORK) if f"/runs/{run}" in page} == runs


def test_a_run_at_work_shows_what_it_does(shown: Office) -> None:
    page = shown.browser(OPERATOR).get(f"/runs/{AT_WORK}").text

    assert "Step: enter_limit" in page
    assert f'<img src="/runs/{AT_WORK}/pictures/' in page
    assert 'hx-trigger="sse:work, every 10s"' in page


def test_why_items_were_not_done(shown: Office) -> None:
    page = shown.browser(OPERATOR).get(f"/runs/{NIGHT}").text

    assert "There is no customer 0010111 in the CRM." in page
    assert "did not load within 30 s" in page


def test_a_run_is_stopped_and_resumed(office: Office) -> None:
    browser = office.browser(OPERATOR)
    stopped = browser.post(f"/runs/{AT_WORK}/stop", data=FORM)
    assert stopped.headers["location"] == f"/runs/{AT_WORK}?told=run_stopped"
    assert audited(office) == ("maria", "run stopped", AT_WORK)
    assert office.store.runs.get(AT_WORK).state is RunState.STOPPED
    assert "Stopped by maria." in browser.get(f"/runs/{AT_WORK}").text

    resumed = browser.post(f"/runs/{AT_WORK}/resume", data=FORM)
    assert resumed.headers["location"] == f"/runs/{AT_WORK}?told=run_resumed"
    assert audited(office) == ("maria", "run resumed", AT_WORK)
    record = office.store.runs.get(AT_WORK)
    assert (record.state, record.origin, record.kinds) == (RunState.QUEUED, FLEET, ("web",))


def test_what_is_over_is_neither_stopped_nor_resumed(office: Office) -> None:
    browser = office.browser(OPERATOR)
    for what, told in (("stop", "not at work"), ("resume", "cannot be resumed")):
        answer = browser.post(f"/runs/{NIGHT}/{what}", data=FORM)
        assert (answer.status_code, told in answer.text) == (409, True)
    assert office.store.runs.get(NIGHT).state is RunState.ENDED


def test_what_somebody_works_on_is_not_resumed(office: Office) -> None:
    with held(office.store.locks, f"run-{STOPPED}") as free:
        assert free
        answer = office.browser(OPERATOR).post(f"/runs/{STOPPED}/resume", data=FORM)

    assert answer.status_code == 409
    assert office.store.runs.get(STOPPED).state is RunState.STOPPED


@pytest.mark.parametrize("run", ["last", "20261122", "nothing", "%2e%2e%2f"])
def test_a_run_has_its_full_name(shown: Office, run: str) -> None:
    assert shown.browser(OPERATOR).get(f"/runs/{run}").status_code == 404


def test_a_run_whose_process_died_is_shown_so_and_resumed(office: Office) -> None:
    run = "20261122-090000-dead"
    record = replace(
        office.store.runs.get(AT_WORK), id=run, state=RunState.RUNNING, origin="attended"
    )
    office.store.runs.begin(record, drafts(CUSTOMERS[:2], limit="9.00"), holder=new_worker_name())
    browser = office.browser(OPERATOR)
    page = browser.get(f"/runs/{run}").text
    assert "The process that worked this run is gone." in page

    assert browser.post(f"/runs/{run}/resume", data=FORM).status_code == 303
    assert office.store.runs.get(run).state is RunState.QUEUED


def test_what_a_process_of_another_host_works_on_is_not_resumed(office: Office) -> None:
    run = "20261122-090000-away"
    record = replace(
        office.store.runs.get(AT_WORK), id=run, state=RunState.RUNNING, origin="attended"
    )
    office.store.runs.begin(record, drafts(CUSTOMERS[:2], limit="9.00"), holder="elsewhere-1-2-3")

    browser = office.browser(OPERATOR)
    assert "is gone." not in browser.get(f"/runs/{run}").text
    assert browser.post(f"/runs/{run}/resume", data=FORM).status_code == 409
    assert office.store.runs.get(run).state is RunState.RUNNING
