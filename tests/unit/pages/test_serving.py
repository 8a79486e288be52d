"""Serving: an address of this machine alone unless more is there, and an end within a second."""

import socket
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from runner.pages.live import Live
from runner.pages.serving import (
    Certificate,
    CertificateError,
    NotOnLoopbackError,
    PortTakenError,
    Serving,
    is_loopback,
)
from tests.unit.pages.site import small_site


def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def test_a_free_port_of_this_machine_alone() -> None:
    serving = Serving()
    serving.start(Router([Route("/", hello)]))
    try:
        with urllib.request.urlopen(serving.address, timeout=10) as answer:
            assert answer.read() == b"hello"
            assert answer.headers["server"] is None
    finally:
        serving.stop()

    assert serving.address.startswith("http://127.0.0.1:")
    assert serving.hosts() == {
        f"{name}:{serving.port}" for name in ("127.0.0.1", "localhost", "[::1]")
    }


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.invalid"])
def test_elsewhere_only_with_a_certificate(host: str) -> None:
    with pytest.raises(NotOnLoopbackError, match="others can reach these pages; that takes a cert"):
        Serving(host)


def test_a_certificate_that_is_none_is_said(tmp_path: Path) -> None:
    file = tmp_path / "cert.pem"
    file.write_text("none")

    with pytest.raises(CertificateError, match=r"cert\.pem cannot be used"):
        Serving("0.0.0.0", certificate=Certificate(file, file))
    with pytest.raises(CertificateError, match="no such file"):
        Serving("0.0.0.0", certificate=Certificate(tmp_path / "none", file))


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"at 127.0.0.1, port {port}: address already in"):
            Serving(port=port)


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.8.8.8", True),
     ("localhost.evil.example", False), ("0.0.0.0", False), ("10.0.0.1", False)],
)  # fmt: skip
def test_what_is_near(host: str, near: bool) -> None:
    assert is_loopback(host) is near


def test_streams_do_not_hold_the_end_up() -> None:
    states = iter(range(1_000_000))
    live = Live(lambda: {"runs": str(next(states))}, every_seconds=0.01)
    serving = Serving()
    serving.on_stop(live.close)
    serving.start(Router([Route("/live", live.events)]))
    heard = threading.Event()
    ended = threading.Event()

    def listen() -> None:
        with urllib.request.urlopen(f"{serving.address}/live", timeout=30) as answer:
            for line in answer:
                if line == b"event: runs\n":
                    heard.set()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    assert heard.wait(30)
    began = time.monotonic()
    serving.stop()

    assert time.monotonic() - began < 5
    assert ended.wait(10)


@pytest.mark.parametrize(
    "lines",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
        b"GET //evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: HOST\r\n\r\n",
        (
            b"GET /ws HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ),
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: HOST\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
def test_calls_that_no_browser_of_ours_makes(tmp_path: Path, lines: bytes) -> None:
    serving = Serving()
    site = small_site(tmp_path)[0]
    serving.start(site.app(serving))
    try:
        with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as raw:
            raw.sendall(lines.replace(b"HOST", f"127.0.0.1:{serving.port}".encode()))
            raw.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
    finally:
        serving.stop()

    status = int(answer.split(b" ", 2)[1]) if answer else 400
    assert status in {400, 401, 404, 405, 421}
    assert b"hello" not in answer
    assert b"server:" not in answer.lower()
