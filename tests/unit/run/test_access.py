"""Apps in maintenance or out: nothing is begun, one looks, and work goes on by itself."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from runner.run.access import Access, OutageNews
from runner.run.plan import AppPlan
from runner.run.probing import Answer
from runner.schedules.expression import expression
from runner.schedules.windows import AppRules, BreakerRule, Window
from runner.store.breakers import Outage
from runner.store.fleet import Pausable
from runner.store.store import Store
from runner.store.unattended_tables import breakers

CRM = AppPlan(file="crm")
APPS = {"crm": CRM}
AT_ONCE = BreakerRule(2, timedelta(0))


class FakeLooks:
    def __init__(self) -> None:
        self.begun: list[Outage] = []
        self.found: list[Answer] = []

    def begin(self, outage: Outage) -> None:
        self.begun.append(outage)

    def answers(self) -> list[Answer]:
        found, self.found = self.found, []
        return found


class Host:
    def __init__(self, store: Store, name: str, rules: AppRules) -> None:
        self.looks, self.said, self.news = FakeLooks(), [], list[OutageNews]()
        self.access = Access(
            store,
            self.looks,
            lambda: {"crm": rules},
            name,
            said=self.said.append,
            told=self.news.append,
        )

    def barred(self) -> str | None:
        self.access.look([CRM])
        found = self.access.barred("save", [CRM])
        return found and found.words

    def fails(self, times: int) -> None:
        for _ in range(times):
            self.access.met(APPS, "crm", "environment", "crm cannot be reached: refused.")


def host(store: Store, name: str = "h1", rules: AppRules = AppRules((), AT_ONCE)) -> Host:  # noqa: B008
    return Host(store, name, rules)


def test_an_app_that_fails_again_and_again_is_left_alone_by_every_host(store: Store) -> None:
    one, two = host(store), host(store, "h2")
    one.fails(1)
    assert (one.barred(), two.barred()) == (None, None)
    two.fails(1)
    for each in (one, two):
        assert "'crm' is left alone since" in str(each.barred())
        assert (
            "after 2 failures in a row, until it answers again: crm cannot be reached: refused."
            in str(each.barred())
        )
    assert [news.over for news in two.news] == [False]
    assert one.news == []


def test_one_host_looks_and_both_go_on_when_it_answers(store: Store) -> None:
    one, two = host(store), host(store, "h2")
    one.fails(2)
    one.barred()
    two.barred()
    assert (len(one.looks.begun), len(two.looks.begun)) == (1, 0)
    one.looks.found.append(Answer(one.looks.begun[0], well=True))
    assert (one.barred(), two.barred()) == (None, None)
    assert [news.over for news in one.news] == [False, True]
    assert one.said[-1] == "App 'crm' answers again; work goes on."


def test_who_does_not_work_on_an_app_does_not_look_at_it(store: Store) -> None:
    one = host(store)
    one.fails(2)
    one.access.look([AppPlan(file="erp")])
    one.access.look([AppPlan(file="crm", address="http://127.0.0.1:1/")])
    assert one.looks.begun == []


def test_a_look_in_vain_is_followed_by_a_later_one(store: Store) -> None:
    one = host(store, rules=AppRules((), BreakerRule(1, timedelta(0))))
    one.fails(1)
    one.barred()
    slow = host(store, rules=AppRules((), BreakerRule(1, timedelta(hours=1))))
    slow.looks.found.append(Answer(one.looks.begun[0], well=False, said="still refused."))
    assert "left alone" in str(slow.barred())
    # It was h1 that looked, by the ledger, and both are called so.
    (outage,) = store.breakers.outages()
    assert (outage.probes, outage.reason) == (1, "still refused.")
    assert slow.looks.begun == []


def test_a_credential_that_is_refused_is_not_tried_again(store: Store) -> None:
    one = host(store)
    one.fails(2)
    one.barred()
    refused = Answer(one.looks.begun[0], well=False, said="crm did not accept.", refused=True)
    one.looks.found.append(refused)
    assert one.barred() is None
    (pause,) = store.fleet.pauses()
    assert (pause.what, pause.name, pause.reason) == (Pausable.APP, "crm", "crm did not accept.")
    assert one.news[-1].refused


@pytest.mark.parametrize("outcome", ["done", "business", "technical"])
def test_an_attempt_that_came_to_its_end_ends_a_row(store: Store, outcome: str) -> None:
    one = host(store)
    one.fails(1)
    one.access.look([CRM])
    one.access.met(APPS, None, outcome, "")
    one.fails(1)
    assert one.barred() is None


@pytest.mark.parametrize("outcome", ["environment", "refused", "stopped"])
def test_an_attempt_that_was_cut_short_says_nothing(store: Store, outcome: str) -> None:
    one = host(store)
    one.fails(1)
    one.access.met(APPS, None, outcome, "the browser died")
    one.fails(1)
    assert one.barred() is not None


def a_window(**begins: int) -> AppRules:
    """One that began, or begins, so long from now, for an hour."""
    now = datetime.now(UTC) + timedelta(**begins)
    utc = ZoneInfo("UTC")
    when = expression(f"{now.minute} {now.hour} * * *", utc)
    return AppRules((Window(when, timedelta(hours=1)),), AT_ONCE)


def test_in_a_maintenance_what_is_in_work_stops_and_before_it_is_finished(store: Store) -> None:
    during, before = host(store, rules=a_window(minutes=-5)), host(store, rules=a_window(minutes=1))
    for each, stops in ((during, True), (before, False)):
        each.access.look([CRM])
        barred = each.access.barred("save", [CRM])
        assert barred is not None
        assert barred.stops is stops
        assert barred.words.startswith("App 'crm' is in maintenance from")
        assert barred.until is not None
    assert host(store, rules=a_window(minutes=30)).barred() is None


def test_an_app_in_maintenance_is_not_looked_at(store: Store) -> None:
    one = host(store, rules=a_window(minutes=-5))
    one.fails(2)
    one.barred()
    assert one.looks.begun == []


def test_a_clock_that_was_set_back_keeps_no_app_out(store: Store) -> None:
    one = host(store, rules=AppRules((), BreakerRule(1, timedelta(minutes=5))))
    one.fails(1)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with store.database.writing() as connection:
        connection.execute(update(breakers).values(failed_at=tomorrow, probe_at=tomorrow))
    one.barred()
    assert len(one.looks.begun) == 1


def test_a_sign_in_that_is_refused_pauses_the_app_before_the_account_is_locked(store) -> None:
    one = host(store)
    one.access.met(APPS, "crm", "refused", "crm did not accept the sign-in.")
    (pause,) = store.fleet.pauses()
    assert (pause.what, pause.name, pause.until) == (Pausable.APP, "crm", None)
    assert one.said == ["App 'crm' is paused for all hosts: crm did not accept the sign-in."]
    assert store.breakers.outages() == []
