"""Hybrid work: a bot asks, everything ends, days go by, a person answers, and it goes on once."""

import getpass
import json
import re
import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from benchmarks.decisions import attacked, raced
from benchmarks.killing import Sweep
from benchmarks.parking import parked
from demo.ledger import entries
from runner.item import ItemState
from runner.store.decision_tables import decisions
from runner.store.outcomes import Wanted
from runner.store.runs import RunState
from runner.store.store import Store, open_store
from runner.store.tables import runs
from tests.acceptance.conftest import ROOT, Deskhand
from tests.acceptance.test_clock_moves import DAY, Clock, clock
from tests.postgresql import running_server

__all__ = ["clock"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ACCOUNT = "0010020"


@pytest.fixture
def store(places: dict[str, str], tmp_path: Path):
    opened = open_store(places["DESKHAND_STORE"], tmp_path, Path(places["DESKHAND_EVIDENCE"]))
    yield opened
    opened.close()


def feed(tmp_path: Path, *wishes: tuple[str, str]) -> str:
    file = tmp_path / "wishes.json"
    rows = [{"account": account, "limit": limit, "reason": "增长"} for account, limit in wishes]
    file.write_text(json.dumps(rows), encoding="utf-8")
    return str(file)


def started_by_a_colleague(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(update(runs).values(started_by="a colleague"))


def days_later(store: Store, days: int) -> None:
    """The machine was off, and its clock went on."""
    with store.database.writing() as connection:
        for number, asked, deadline in connection.execute(
            select(decisions.c.id, decisions.c.asked_at, decisions.c.deadline)
        ).all():
            moved = timedelta(days=days)
            values = {"asked_at": asked - moved, "deadline": deadline and deadline - moved}
            connection.execute(update(decisions).where(decisions.c.id == number).values(values))


def entered(crm: Sweep) -> list[str]:
    return [entry.key for entry in entries(crm.ledger)]


def test_an_approval_days_later_by_a_second_person_is_entered_once(
    deskhand: Deskhand, crm: Sweep, signed_in: dict[str, str], store: Store, tmp_path: Path
) -> None:
    file = feed(tmp_path, (ACCOUNT, "20000.00"), ("0010033", "900.00"))
    run = ("run", "raise_credit_limit", "--from", file, "--address", f"crm={crm.address}")
    begun = deskhand(*run, **signed_in)
    listed = deskhand("decisions")
    shown = deskhand("decisions", "show", "1")
    mine = deskhand("decisions", "answer", "1", "--choice", "approve")

    assert begun.code == 3, begun.said
    assert entered(crm) == ["0010033"], begun.said
    assert (listed.code, mine.code) == (3, 2)
    assert "any approver, not the starter" in listed.said
    assert f"Raise the credit limit of customer {ACCOUNT} to 20,000.00?" in shown.said
    assert "Reason: 增长" in shown.out
    picture = re.search(r"picture: (\S+)", shown.out)
    assert picture is not None
    assert Path(picture[1]).is_file()
    assert f"{getpass.getuser()} may not answer decision 1: it needs a second person" in mine.said

    started_by_a_colleague(store)
    days_later(store, 1)
    answered = deskhand("decisions", "answer", "1", "--choice", "approve")
    again = deskhand("decisions", "answer", "1", "--choice", "decline")
    line = re.search(r"deskhand (resume \S+)", answered.out)

    assert answered.code == 0, answered.said
    assert "was answered before" in again.said
    assert line is not None
    resumed = deskhand(*line[1].split(), **signed_in)
    assert resumed.code == 0, resumed.said
    assert entered(crm) == ["0010033", ACCOUNT]
    assert deskhand("decisions").code == 0
    assert deskhand(*run, **signed_in).code == 0
    assert entered(crm) == ["0010033", ACCOUNT]


@pytest.mark.parametrize("then", [3 * DAY, -3 * DAY], ids=["days later", "clock set back"])
def test_with_the_clock_of_another_day_an_answer_is_taken_and_entered_once(
    deskhand: Deskhand,
    crm: Sweep,
    signed_in: dict[str, str],
    store: Store,
    clock: Clock,
    tmp_path: Path,
    then: int,
) -> None:
    file = feed(tmp_path, (ACCOUNT, "20000.00"))
    words = ("run", "raise_credit_limit", "--from", file, "--address", f"crm={crm.address}")
    deskhand(*words, **signed_in)
    started_by_a_colleague(store)
    clock.move(then)
    answered = deskhand("decisions", "answer", "1", "--choice", "approve")
    resumed = deskhand("resume", **signed_in)
    asked_of = store.decisions.one(1).asked_of

    assert answered.code == 0, answered.said
    assert resumed.code == 0, resumed.said
    assert entered(crm) == [ACCOUNT]
    assert asked_of == ("role:operator" if then > 0 else "role:approver")


def test_after_its_time_somebody_else_is_asked_and_then_it_is_rejected(
    deskhand: Deskhand, crm: Sweep, signed_in: dict[str, str], store: Store, tmp_path: Path
) -> None:
    file = feed(tmp_path, (ACCOUNT, "20000.00"))
    deskhand(
        "run", "raise_credit_limit", "--from", file, "--address", f"crm={crm.address}", **signed_in
    )
    started_by_a_colleague(store)
    days_later(store, 9)
    store.decisions.pass_deadlines()
    escalated = store.decisions.one(1)
    days_later(store, 9)
    late = deskhand("decisions", "answer", "1", "--choice", "approve")

    assert escalated.asked_of == "role:operator"
    assert late.code == 2
    assert "expired" in late.said
    assert deskhand("items", "--state", "rejected", "--json").json[0]["key"].startswith(ACCOUNT)
    assert entered(crm) == []


BOT = '''
"""Note a review, ask, and raise the limit."""
from decimal import Decimal
from pydantic import BaseModel
from runner import Verdict, Web, ask, bot, step

class Review(BaseModel):
    account: str
    limit: Decimal

def opened(crm: Web, review: Review) -> dict[str, str]:
    crm.go("search").fill(account=review.account).press("find")
    crm.on("results").press("open", row=review.account)
    return crm.on("customer").read_all("notes", "credit_limit")

def save(crm: Web, **values: object) -> None:
    crm.on("customer").press("edit")
    crm.on("form").fill(**values).press("save")
    crm.on("saved")

def noted(crm: Web, review: Review) -> Verdict:
    return Verdict.of(opened(crm, review)["notes"] == "under review")

def raised(crm: Web, review: Review) -> Verdict:
    return Verdict.of(opened(crm, review)["credit_limit"] == f"{review.limit:.2f}")

@step(verify=noted)
def note(crm: Web, review: Review) -> None:
    save(crm, notes="under review")

@step(verify=raised)
def lift(crm: Web, review: Review) -> None:
    save(crm, credit_limit=review.limit)

@bot(key="account")
def review_limit(review: Review, crm: Web) -> str:
    """Note a review, ask, and raise the limit."""
    opened(crm, review)
    note(crm, review)
    opened(crm, review)
    try:
        answer = ask("Raise it?", choices=["yes", "no"], facts={"limit": review.limit})
    except Exception:
        answer = "yes"  # a careless bot
    if answer == "yes":
        lift(crm, review)
    return answer
'''


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    shutil.copytree(ROOT / "selectors", made / "selectors")
    (made / "bots").mkdir()
    (made / "bots" / "review_limit.py").write_text(BOT, encoding="utf-8")
    return made


@pytest.mark.parametrize("point", ["attempt.ended", "attempt.recorded", "step.settled"])
def test_asked_after_a_step_and_killed_on_the_way_each_step_is_entered_once(
    deskhand: Deskhand,
    crm: Sweep,
    signed_in: dict[str, str],
    store: Store,
    workspace: Path,
    tmp_path: Path,
    point: str,
) -> None:
    values = ("--set", f"account={ACCOUNT}", "--set", "limit=900.00")
    words = ("run", "review_limit", *values, "--address", f"crm={crm.address}")
    killed = f"{point}:1:{tmp_path / 'fired'}"
    deskhand(*words, cwd=workspace, DESKHAND_FAILPOINT=killed, **signed_in)
    days_later(store, 5)
    before = entered(crm)
    [asked] = store.decisions.open()
    deskhand("decisions", "answer", str(asked.id), "--choice", "yes", cwd=workspace)
    resumed = deskhand("resume", cwd=workspace, **signed_in)

    assert (tmp_path / "fired").exists()
    assert before == [ACCOUNT]
    assert resumed.code == 0, resumed.said
    assert entered(crm) == [ACCOUNT, ACCOUNT]
    [item] = store.outcomes.find(Wanted())
    assert [(step.name, step.state) for step in item.steps] == [
        ("note", "applied"),
        ("lift", "applied"),
    ]


def test_what_the_fleet_works_goes_on_by_itself(
    deskhand: Deskhand,
    crm: Sweep,
    signed_in: dict[str, str],
    store: Store,
    workspace: Path,
) -> None:
    values = ("--set", f"account={ACCOUNT}", "--set", "limit=900.00")
    words = ("run", "review_limit", *values, "--address", f"crm={crm.address}", "--queue")
    deskhand(*words, cwd=workspace, **signed_in)
    workers = ("workers", "--until-idle")
    deskhand(*workers, cwd=workspace, **signed_in)
    waits = store.runs.get("last").state
    answered = deskhand("decisions", "answer", "1", "--choice", "yes", cwd=workspace)
    deskhand(*workers, cwd=workspace, **signed_in)

    assert waits is RunState.ENDED
    assert "It goes on by itself" in answered.out
    assert entered(crm) == [ACCOUNT, ACCOUNT]
    assert store.runs.counts(store.runs.get("last").id)[ItemState.DONE] == 1


def test_parked_for_days_and_killed_inside_the_step_it_is_entered_once(tmp_path: Path) -> None:
    found = parked(tmp_path / "parked")

    assert found == {"parked_days": 3, "entered": 1, "entered_twice": 0}


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["embedded", "postgresql"])
def test_races_and_attacks_get_nothing_in(tmp_path: Path, kind: str) -> None:
    with ExitStack() as stack:
        places = ["races.db", "attacks.db"]
        if kind == "postgresql":
            server = stack.enter_context(running_server())
            places = [server.fresh_database(), server.fresh_database()]
        races = raced(tmp_path, places[0], 20)
        attacks = attacked(tmp_path, places[1])

    assert (races["decided_twice"], races["undecided"], attacks["bypasses"]) == (0, 0, 0)
    assert attacks["attacks"] > 500
