"""Live: the store is asked once however many look on, and not at all when nobody does."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from runner.errors import EnvironmentFault
from runner.pages.live import MOST_LISTENERS, Live

Given = TypeVar("Given")
REQUEST = Request({"type": "http", "headers": []})


@pytest.fixture
def lives() -> Iterator[list[Live]]:
    made: list[Live] = []
    yield made
    for live in made:
        live.close()


def finished(work: Coroutine[Any, Any, Given]) -> Given:
    """What the work gives; in a thread of its own, for a browser of other tests may hold ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(work, 60)).result()


async def told(live: Live, count: int) -> list[str]:
    """The first few things that a page hears."""
    answer = await live.events(REQUEST)
    assert isinstance(answer, StreamingResponse)
    body: Any = answer.body_iterator
    found = [await anext(body) for _ in range(count)]
    await body.aclose()
    return found


def test_everybody_hears_of_what_has_changed_and_the_store_is_asked_once(lives: list[Live]) -> None:
    threads: set[str] = set()
    numbers = iter(range(1_000_000))

    def look() -> Mapping[str, str]:
        threads.add(threading.current_thread().name)
        return {"work": str(next(numbers)), "items": "the same"}

    lives.append(Live(look, every_seconds=0.01))

    async def listen() -> list[list[str]]:
        return list(await asyncio.gather(*(told(lives[0], 3) for _ in range(5))))

    heard = finished(listen())

    assert (
        heard == [["retry: 2000\n\n", "event: work\ndata: .\n\n", "event: work\ndata: .\n\n"]] * 5
    )
    assert threads == {"live"}
    assert lives[0].listeners == 0


def test_where_nobody_listens_nobody_is_asked(lives: list[Live]) -> None:
    def look() -> Mapping[str, str]:
        raise AssertionError

    lives.append(Live(look, every_seconds=0.01))

    assert lives[0].listeners == 0


def test_a_store_that_is_away_ends_nothing(lives: list[Live]) -> None:
    answers: Iterator[Any] = iter(
        [{"work": "1"}, EnvironmentFault("away"), EnvironmentFault("away"), {"work": "2"}]
    )
    last = {"work": "2"}

    def look() -> Mapping[str, str]:
        answer = next(answers, last)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    lives.append(Live(look, every_seconds=0.01))

    assert finished(told(lives[0], 2))[1] == "event: work\ndata: .\n\n"


def test_too_many_listeners_are_sent_away_and_so_is_who_comes_after_the_end(
    lives: list[Live],
) -> None:
    lives.append(Live(lambda: {"work": "1"}, every_seconds=60))

    async def crowd() -> list[int]:
        answers = [await lives[0].events(REQUEST) for _ in range(MOST_LISTENERS + 1)]
        return [answer.status_code for answer in answers[-2:]]

    assert finished(crowd()) == [200, 503]
    lives[0].close()
    assert finished(lives[0].events(REQUEST)).status_code == 503
