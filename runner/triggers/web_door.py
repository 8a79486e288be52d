"""The door for webhooks: a small HTTP server with tight limits, one for all triggers of an address.

The standard library's server does: there is one method, one kind of body and no page to show, and
every request is signed. Whoever lets the world in puts a reverse proxy before it, for TLS.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from runner.errors import EnvironmentFault

LARGEST = 1 << 20
"""The largest body, in bytes."""

READ_SECONDS = 5.0
"""How long nothing may come."""

WHOLE_SECONDS = 20.0
"""How long a request may take, however it trickles in."""

MOST = 16
"""Requests at a time; who comes later waits in the system's own queue."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a trigger."""

    path: str
    headers: dict[str, str]
    """By small names."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, as JSON text."""

    status: HTTPStatus
    text: str


Handling = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A path, and what answers there."""

    path: str
    hosts: frozenset[str]
    """The names by which the door may be called; another one is an attack from a browser."""
    handle: Handling


class DoorInUseError(EnvironmentFault):
    """An address cannot be listened at."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(
            f"Nothing can listen at {host}:{port}: {(error.strerror or str(error)).lower()}.",
            hint="Write another `listen:` for the trigger, or end the program that is there. It is "
            "tried again.",
        )


class PathTakenError(EnvironmentFault):
    """Two triggers have the same path."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Another trigger listens at {path} already.", hint="Give one of them another path."
        )


def refusal(status: HTTPStatus, sentence: str) -> Answer:
    """An answer that says what was wrong."""
    return Answer(status, json.dumps({"error": sentence}, ensure_ascii=False))


@dataclass(slots=True)
class Doors:
    """The open doors of a process, by address."""

    _doors: dict[tuple[str, int], "_Door"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def listening(self, host: str, port: int, route: Route) -> Iterator[int]:
        """Answer at a path while the block runs; gives the port.

        Raises:
            DoorInUseError: another program has the address.
            PathTakenError: another trigger has the path.
        """
        with self._lock:
            door = self._doors.get((host, port)) or open_door(host, port)
            if route.path in door.routes:
                raise PathTakenError(route.path)
            door.routes[route.path] = route
            self._doors[host, port] = door
        try:
            yield door.server_address[1]
        finally:
            with self._lock:
                del door.routes[route.path]
                last = not door.routes
                if last:
                    del self._doors[host, port]
            if last:
                door.shutdown()
                door.server_close()


def open_door(host: str, port: int) -> "_Door":
    """Begin to listen."""
    try:
        door = _Door(host, port)
    except OSError as error:
        raise DoorInUseError(host, port, error) from None
    threading.Thread(target=door.serve_forever, args=(0.2,), daemon=True).start()
    return door


class _Door(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.routes: dict[str, Route] = {}
        self._places = threading.BoundedSemaphore(MOST)
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        over = threading.Timer(WHOLE_SECONDS, cut, (request,))
        over.daemon = True
        over.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            over.cancel()
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who goes away in the middle of a request is no news."""


def cut(request: socket.socket) -> None:
    """End a conversation that takes too long."""
    with suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    timeout = READ_SECONDS
    server: _Door
    server_version = "Deskhand"
    sys_version = ""

    def do_POST(self) -> None:
        """Answer a request."""
        path = self.path.partition("?")[0]
        route = self.server.routes.get(path)
        answer = self._unfit(route)
        if answer is None and route is not None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            headers = {name.casefold(): value for name, value in self.headers.items()}
            answer = route.handle(Request(path, headers, body))
        self._answer(answer or refusal(HTTPStatus.NOT_FOUND, "Nothing listens here."))

    def do_GET(self) -> None:
        """There is nothing to be seen."""
        self._answer(refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Only POST is answered here."))

    def _unfit(self, route: Route | None) -> Answer | None:
        """What is wrong with a request before its body is read."""
        if route is None:
            return refusal(HTTPStatus.NOT_FOUND, "Nothing listens here.")
        if host_of(self.headers.get("Host", "")) not in route.hosts:
            return refusal(HTTPStatus.MISDIRECTED_REQUEST, "This host is not known by that name.")
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
        if kind != "application/json":
            sentence = "The Content-Type is to be application/json."
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, sentence)
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            return refusal(HTTPStatus.LENGTH_REQUIRED, "The request needs a Content-Length.")
        if len(length) > 12 or int(length) > LARGEST:
            sentence = f"The body is larger than {LARGEST >> 20} MB."
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
        return None

    def _answer(self, answer: Answer) -> None:
        body = answer.text.encode()
        self.close_connection = True
        self.send_response(answer.status)
        for name, value in (
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: what matters is in the ledger."""


def host_of(header: str) -> str:
    """The name in a `Host` header, without its port."""
    host = header.strip().casefold()
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    return host.rpartition(":")[0] if ":" in host else host
