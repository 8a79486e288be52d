"""The demo on a socket of this machine: HTTP in, the site's answers out."""

import socket
import struct
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from demo.page import COOKIE, Answer, Request

HOST = "127.0.0.1"
LARGEST_BODY = 20_000_000


class Answering(Protocol):
    """What a server serves."""

    @property
    def slow_ms(self) -> int:
        """How long a page is held back."""

    def answer(self, request: Request, body: bytes = b"", token: str = "") -> Answer:
        """The answer to one request."""


class Server(ThreadingHTTPServer):
    """Serves one site on the loopback address; `port` 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: Answering, port: int = 0) -> None:
        self.site = site
        super().__init__((HOST, port), Handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def server_bind(self) -> None:
        # The base class asks the name service for this host's name, which can take seconds.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no error."""


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self._send(Answer(b"too large", 413, "text/plain"))
            return
        self._answer(self.rfile.read(length))

    def log_message(self, *_: object) -> None:
        """Says nothing: the ledger is the demo's only record."""

    def _answer(self, body: bytes) -> None:
        request = _decoded(self.command, self.path, self.headers, body)
        answer = self.server.site.answer(request, body, self.headers.get("X-Control-Token", ""))
        slow = 0 if request.path.startswith(("/static/", "/__")) else self.server.site.slow_ms
        if delay := slow + answer.delay_ms:
            Event().wait(delay / 1000)
        if answer.cut:
            self._cut()
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        headers = {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            "Cache-Control": "no-store",
            **dict(answer.headers),
        }
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        # One write: head and body in two packets would each wait for an acknowledgement.
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body)

    def _cut(self) -> None:
        """Resets the connection: no end of stream, no answer."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()


def _decoded(method: str, target: str, headers: Message, body: bytes) -> Request:
    split = urlsplit(target)
    kind = headers.get("Content-Type") or ""
    form: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    if kind.startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode(), keep_blank_values=True)
    elif kind.startswith("multipart/form-data"):
        files = _files(kind, body)
    query = parse_qs(split.query, keep_blank_values=True)
    return Request(method, split.path, query, form, files, _session(headers.get("Cookie") or ""))


def _session(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _files(kind: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    parts = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
    found: dict[str, tuple[str, bytes]] = {}
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename() and isinstance(content, bytes):
            found[str(name)] = (str(part.get_filename()), content)
    return found
