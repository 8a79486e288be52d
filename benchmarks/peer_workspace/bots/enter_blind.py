"""Enter a case on a screen where nothing can be looked up again."""

from datetime import timedelta

from pydantic import BaseModel

from benchmarks.peer_programs import entering
from runner import bot, step


class Case(BaseModel):
    key: str


@step(deadline=timedelta(seconds=10))
def enter(case: Case) -> None:
    entering.enter(case.key)


@bot(key="key", deadline=timedelta(seconds=60))
def enter_blind(case: Case) -> None:
    """Enter one case."""
    enter(case)
