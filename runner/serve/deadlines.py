"""Deadlines of whole runs that the fleet works: nobody sits beside them who would end them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from runner.run.plan import RunPlan
from runner.schedules.durations import in_words
from runner.store.store import Store


def stop_overdue(store: Store, now: datetime) -> Iterator[str]:
    """Stop every run whose longest time is over, after its current steps; says of each that it is.

    What is left of it waits for `deskhand resume`.
    """
    for record in store.runs.left_to_fleet():
        seconds = RunPlan.model_validate(record.plan).deadline
        if seconds is None or now <= record.started_at + timedelta(seconds=seconds):
            continue
        allowed = in_words(timedelta(seconds=seconds))
        sentence = f"The run's deadline of {allowed} has passed."
        store.runs.replace(record.id, sentence)
        yield f"Run {record.id}: {sentence} `deskhand resume {record.id}` goes on with the rest."
