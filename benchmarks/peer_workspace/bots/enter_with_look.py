"""Enter a case on a screen where it can be looked up again."""

import urllib.parse
import urllib.request
from datetime import timedelta

from pydantic import BaseModel

from benchmarks.peer_programs import entering
from runner import Verdict, bot, step


class Case(BaseModel):
    key: str


def is_there(case: Case) -> Verdict:
    """Look the case up."""
    page = f"{entering.SITE}/record?key={urllib.parse.quote(case.key)}"
    with urllib.request.urlopen(page, timeout=10) as answer:
        return Verdict.of(answer.read() == b"there")


@step(verify=is_there, settle=timedelta(seconds=1), deadline=timedelta(seconds=10))
def enter(case: Case) -> None:
    entering.enter(case.key)


@bot(key="key", deadline=timedelta(seconds=60))
def enter_with_look(case: Case) -> None:
    """Enter one case."""
    enter(case)
