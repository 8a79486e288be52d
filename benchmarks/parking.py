"""Parking: an item waits for days while everything is off, is approved, and is entered once."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from benchmarks.decision_scene import APPROVE, opened
from benchmarks.killing import KILLED, ROOT, Sweep, sweeping
from demo.ledger import entries
from runner.store.answering import Answerer
from runner.store.decision_tables import decisions
from runner.store.tables import runs

ACCOUNT = "0010020"
DAYS = 3
"""Longer than the approver has, so that an operator is asked by then."""


class ParkedWronglyError(Exception):
    """The item did not come as far as it should."""


def parked(folder: Path) -> dict[str, float]:
    """Ask, let all processes end and days go by, approve, die inside the step, and go on."""
    with sweeping(folder, rows=1) as sweep:
        feed = folder / "wish.json"
        wish = {"account": ACCOUNT, "limit": "20000.00", "reason": "parked"}
        feed.write_text(json.dumps([wish]), encoding="utf-8")
        words = ["run", "raise_credit_limit", "--from", str(feed)]
        deskhand(sweep, [*words, "--address", f"crm={sweep.address}"])
        run = approve_later(sweep)
        died = deskhand(sweep, ["resume", run], f"step.acted:1:{folder / 'fired'}") == KILLED
        code = deskhand(sweep, ["resume", run])
        if code or not (folder / "fired").exists():
            raise ParkedWronglyError(f"it ended with {code}; died: {died}")
        entered = [entry.key for entry in entries(sweep.ledger)]
    return {
        "parked_days": DAYS,
        "entered": entered.count(ACCOUNT),
        "entered_twice": max(0, len(entered) - 1),
    }


def approve_later(sweep: Sweep) -> str:
    """Days later a second person says yes; returns the run."""
    store = opened(sweep.folder, str(sweep.folder / "store.db"))
    try:
        [decision] = store.decisions.open()
        deadline = decision.deadline or decision.asked_at
        ago = timedelta(days=DAYS)
        with store.database.writing() as connection:
            # Somebody else began it; and the clock went on while the machine was off.
            connection.execute(update(runs).values(started_by="a colleague"))
            connection.execute(
                update(decisions).values(asked_at=decision.asked_at - ago, deadline=deadline - ago)
            )
            run = connection.execute(select(runs.c.id)).scalar_one()
        store.decisions.answer(decision.id, APPROVE, Answerer("otto"), seen=decision.digest)
    finally:
        store.close()
    return str(run)


def deskhand(sweep: Sweep, words: list[str], failpoint: str = "") -> int:
    """Run a command to its end; returns its exit code."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "runner", *words],
        cwd=ROOT,
        env=sweep.environment | {"DESKHAND_FAILPOINT": failpoint},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode
