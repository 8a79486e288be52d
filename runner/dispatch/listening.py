"""Listening: Procrastinate's worker, in a thread with an event loop of its own."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from datetime import datetime
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy
from psycopg import AsyncConnection
from psycopg import Error as DriverError
from psycopg_pool import AsyncConnectionPool

from runner.dispatch.dispatch import Counter
from runner.dispatch.permit import Permit
from runner.errors import EnvironmentFault
from runner.store.jobs import TASK
from runner.store.leases import GRACE_SECONDS, HEARTBEAT_SECONDS, LEASE_SECONDS

POLL_SECONDS = 0.5
"""How often it is asked for jobs whose time has come; a new one calls by itself."""

BACKOFF_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""How long a database that went away is left alone, the first time, the second, and so on."""

CONNECTIONS = 3
"""For fetching, ending and heartbeats; one more listens."""

GIVING_UP_SECONDS = 2.0
"""How long the library waits for permits that are in use, before it begins anew without them."""

ENDING_SECONDS = 15.0
"""How long the thread may take to give its permits back."""

LOST = (ConnectorException, DriverError, OSError, EnvironmentFault)
"""What a database that goes away looks like from here."""


class PutBackError(Exception):
    """A permit was not used."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"to be used from {at} on")
        self.at = at


class BackInQueue(BaseRetryStrategy):
    """A job that was not used up goes back into its queue, whatever kept it from that."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """When it may be fetched again."""
        del job
        at = exception.at if isinstance(exception, PutBackError) else None
        return RetryDecision(retry_at=at)


class Listener:
    """Fetches jobs for a counter, and ends them as it says."""

    def __init__(self, connecting: Callable[[], dict[str, Any]], counter: Counter) -> None:
        self._connecting = connecting
        self._counter = counter
        self._thread = threading.Thread(target=self._live, name="jobs", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = threading.Event()
        self._away = False
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        quieten()
        self._thread.start()

    def stop(self) -> None:
        """Take no more, wait until every permit has been answered, and end."""
        self._ending.set()
        loop, work = self._loop, self._work
        if loop is not None and work is not None:
            with suppress(RuntimeError):  # it has ended by itself meanwhile
                loop.call_soon_threadsafe(work.cancel)
        self._thread.join(ENDING_SECONDS)

    def _live(self) -> None:
        # psycopg cannot use the loop that Windows has by default.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._again_and_again())

    async def _again_and_again(self) -> None:
        self._loop = asyncio.get_running_loop()
        times = 0
        while not self._ending.is_set():
            self._work = asyncio.create_task(self._serve())
            try:
                await self._work
            except asyncio.CancelledError:
                return
            except LOST:
                pass
            times = 0 if not self._away else times + 1
            self._gone()
            with suppress(TimeoutError):
                seconds = BACKOFF_SECONDS[min(times, len(BACKOFF_SECONDS) - 1)]
                await asyncio.wait_for(asyncio.to_thread(self._ending.wait, seconds), seconds + 1)

    async def _serve(self) -> None:
        """Serve until the database goes away, or the task is cancelled."""
        arguments = await asyncio.to_thread(self._connecting)
        connector = PsycopgConnector(
            pool_factory=unchecked_pool,
            kwargs=arguments,
            configure=commit_at_once,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=HEARTBEAT_SECONDS,
        )
        app = App(connector=connector)
        app.task(name=TASK, pass_context=True, retry=BackInQueue())(self._work_item)
        async with app.open_async():
            self._back()
            await app.run_worker_async(
                queues=self._counter.queues,
                concurrency=self._counter.slots,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=GIVING_UP_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=LEASE_SECONDS + GRACE_SECONDS,
            )

    async def _work_item(self, context: JobContext, run: str, item: int) -> None:
        """One job: hand a permit over, and wait for what becomes of it."""
        answered: Future[datetime | None] = Future()

        def answer(at: datetime | None) -> None:
            with suppress(InvalidStateError):  # the loop may have given it up meanwhile
                answered.set_result(at)

        queue = context.job.queue
        bot = self._counter.bot_by_queue.get(queue, queue)
        self._counter.arrive(Permit(bot, run, item, answer))
        at = await asyncio.wrap_future(answered)
        if at is not None:
            raise PutBackError(at)

    def _gone(self) -> None:
        if not self._away and not self._ending.is_set():
            self._away = True
            self._counter.say(
                "The queue of jobs cannot be reached; what is in work goes on, and what waits is "
                "asked for again until it can."
            )

    def _back(self) -> None:
        if self._away:
            self._away = False
            self._counter.say("The queue of jobs is there again.")


async def commit_at_once(connection: AsyncConnection[Any]) -> None:
    """Every statement of the library's is a transaction of its own: one way there and back."""
    await connection.set_autocommit(True)


def unchecked_pool(**arguments: Any) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """Connections are not asked whether they live before each use: one that does not is replaced
    together with its worker.
    """
    return AsyncConnectionPool(**(arguments | {"check": None}))


def quieten() -> None:
    """What the library logs is said in one sentence of ours, or of no use to a person."""
    for name in ("procrastinate", "psycopg.pool", "asyncio"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
