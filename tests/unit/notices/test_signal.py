"""The sign of life: asked for as often as wanted, never waited for, its loss said once."""

import threading

import pytest

from runner.notices.signal import Signal, address_of, send_signal
from runner.schedules.notice_entries import SignalEntry
from tests.unit.notices.servers import free_port, web_server


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("url", "failed", "expected"),
    [
        ("https://hc.example/ping/x", None, "https://hc.example/ping/x/fail"),
        ("https://hc.example/ping/x/?a=1", None, "https://hc.example/ping/x/fail?a=1"),
        ("https://hc.example/x", "https://hc.example/bad", "https://hc.example/bad"),
    ],
)
def test_failures_have_an_address(url: str, failed: str | None, expected: str) -> None:
    assert address_of(SignalEntry(url=url, url_failed=failed), well=False) == expected


def test_signs_are_given_as_often_as_wanted() -> None:
    now = [0.0]
    with web_server() as hook:
        signal = Signal(SignalEntry(url=f"{hook.url}/p", every="1m"), print, clock=lambda: now[0])
        for second in range(0, 300, 5):
            now[0] = float(second)
            signal.look(well=second < 200)
            while not signal._wanted.empty():
                threading.Event().wait(0.001)
        signal.run_ended(well=True)
        signal.close()

    assert hook.asked == ["GET /p"] * 4 + ["GET /p/fail"] * 2 + ["GET /p"]


def test_a_monitor_that_is_not_there_is_said_once_and_nobody_waits() -> None:
    said: list[str] = []
    port = free_port()
    signal = Signal(
        SignalEntry(url=f"http://127.0.0.1:{port}/secret-path", every="1s"), said.append
    )
    for _ in range(50):
        signal.run_ended(well=True)
    while not signal._wanted.empty():
        threading.Event().wait(0.001)
    signal.close()

    assert said == [
        (
            "The sign of life did not arrive: the monitor at 127.0.0.1 cannot be reached: "
            "connection refused."
        )
    ]


def test_an_answer_that_is_an_error_is_no_arrival() -> None:
    with web_server() as hook:
        hook.answer = 404
        said = send_signal(SignalEntry(url=f"{hook.url}/key"), well=True)

    assert said == ("The sign of life did not arrive: the monitor at 127.0.0.1 answered with 404.")
