"""Procrastinate on PostgreSQL: `procrastinate_program.py submit|work|left`."""

import json
import sys

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.job_context import JobContext

from benchmarks.peer_programs import entering

SILENT_SECONDS = 5.0

app = App(connector=PsycopgConnector(conninfo=entering.SERVER))
enter = app.task(name="enter", retry=RetryStrategy(max_attempts=5))(entering.enter)


async def retry_stalled(_context: JobContext, timestamp: int) -> None:
    """Give back what workers without a sign of life were working."""
    del timestamp
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


app.periodic(cron="* * * * * */5")(
    app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)(retry_stalled)
)


def left() -> list[str]:
    """The keys of jobs that are waiting or in work."""
    with app.open():
        jobs = app.job_manager.list_jobs(task="enter")
        return [str(job.task_kwargs["key"]) for job in jobs if job.status in ("todo", "doing")]


def main(what: str) -> None:
    """Queue the keys, work them, or say which are left."""
    if what == "submit":
        with app.open():
            app.schema_manager.apply_schema()
            for key in entering.fed():
                enter.defer(key=key)
    elif what == "work":
        with app.open():
            app.run_worker(update_heartbeat_interval=1, stalled_worker_timeout=SILENT_SECONDS)
    else:
        print(json.dumps(left()))


if __name__ == "__main__":
    main(sys.argv[1])
