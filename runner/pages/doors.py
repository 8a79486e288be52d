"""Doors: the routes of a site, each with the right that it takes."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from runner.pages.refusing import not_allowed
from runner.pages.rights import Right
from runner.pages.visiting import visit_of

Endpoint = Callable[[Request], Any]
"""Takes a request, gives a `Response`; not `async` where it asks the store."""


class Door(Route):
    """A route behind which only those come who have a right; with None, whoever comes."""

    def __init__(self, path: str, endpoint: Endpoint, right: Right | None, method: str) -> None:
        super().__init__(path, _guarded(endpoint, right), methods=[method], name=endpoint.__name__)
        self.right = right


def shows(path: str, endpoint: Endpoint, right: Right | None) -> Door:
    """A page; it changes nothing."""
    return Door(path, endpoint, right, "GET")


def does(path: str, endpoint: Endpoint, right: Right | None) -> Door:
    """Something that a form does; its endpoint finds the form in `visit_of(request).form`."""
    return Door(path, endpoint, right, "POST")


def _guarded(endpoint: Endpoint, right: Right | None) -> Endpoint:
    if inspect.iscoroutinefunction(endpoint):

        @functools.wraps(endpoint)
        async def later(request: Request) -> Response:
            _check(request, right)
            answer: Response = await endpoint(request)
            return answer

        return later

    @functools.wraps(endpoint)
    def at_once(request: Request) -> Response:
        _check(request, right)
        answer: Response = endpoint(request)
        return answer

    return at_once


def _check(request: Request, right: Right | None) -> None:
    if right is not None and not visit_of(request).may(right):
        raise not_allowed()


def open_paths(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """The paths that need no visitor, each in full."""
    return frozenset(
        route.path for route in routes if isinstance(route, Door) and route.right is None
    )
