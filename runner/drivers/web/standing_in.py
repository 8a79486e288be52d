"""Stands in for the network: what a browser asks for is answered from memory, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.drivers.web.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Route


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server would have answered."""

    body: bytes
    kind: str = "text/html; charset=utf-8"


Replies = Callable[[str, bool], Reply | None]
"""The reply to an address, and whether it is to become a page or frame; None: it is not there."""


def stand_in(scene: Scene, replies: Replies) -> None:
    """From now on no window of the session asks anybody else."""

    def answer(route: "Route") -> None:
        reply = replies(route.request.url, route.request.is_navigation_request())
        if reply is None:
            route.abort()
        else:
            route.fulfill(body=reply.body, content_type=reply.kind)

    scene.browser.context.route("**/*", answer)
