"""Requests over a real socket: signed ones become items once, all others are refused in words."""

import http.client
import json
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from runner.run.engine import Engine
from runner.secret import Secret
from runner.store.deliveries import DeliveryState
from runner.triggers import lookout, web_door
from runner.triggers.signing import sign
from runner.triggers.trigger import Problem
from runner.triggers.web_door import Doors
from runner.triggers.webhook import WebhookTrigger
from tests.dovecot import free_port
from tests.unit.triggers.conftest import items_of, starter

SECRET = Secret("s3cret")


class Caller:
    """Posts to the trigger."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(
        self,
        body: bytes,
        *,
        path: str = "/orders",
        nonce: str = "",
        at: float = 0.0,
        **headers: Any,
    ) -> tuple[int, dict[str, Any]]:
        nonce = nonce or secrets.token_hex(16)
        moment = str(int(at or time.time()))
        given: dict[str, str | None] = {
            "Content-Type": "application/json",
            "Deskhand-Time": moment,
            "Deskhand-Nonce": nonce,
            "Deskhand-Signature": sign(SECRET, moment, nonce, "/orders", body),
        }
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        kept = {name: value for name, value in given.items() if value is not None}
        connection.request("POST", path, body, kept)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        return answer.status, found


@pytest.fixture
def trigger(engine: Engine, told: list[Problem], monkeypatch) -> WebhookTrigger:
    monkeypatch.setenv("ORDERS_SECRET", SECRET.reveal())
    monkeypatch.setattr(lookout, "REST_SECONDS", (0.05,))
    entry = {"webhook": "/orders", "credential": "ORDERS_SECRET", "hosts": ["Bots.example.org"]}
    begins = starter(engine, "orders", listen=f"127.0.0.1:{free_port()}", **entry)
    return WebhookTrigger("orders", engine, begins, Doors(), told.append)


@pytest.fixture
def caller(trigger: WebhookTrigger) -> Iterator[Caller]:
    stop = threading.Event()
    thread = threading.Thread(target=trigger.run, args=(stop,))
    thread.start()
    waited = threading.Event()
    while not trigger.port:
        waited.wait(0.01)
    yield Caller(trigger.port)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_a_signed_request_becomes_items_once(caller, store) -> None:
    status, answer = caller.post(b'[{"value": "0012"}, {"value": 0.10}]', nonce="a" * 16)
    again, said = caller.post(b'[{"value": "0012"}, {"value": 0.10}]', nonce="a" * 16)

    assert (status, answer["items"]) == (202, 2)
    assert store.runs.get(answer["run"]).state == "queued"
    assert (again, said["error"]) == (
        409,
        "This request was taken in before; its nonce is used up.",
    )
    assert items_of(store) == ["0012", "0.10"]


def test_the_same_content_with_a_new_nonce_is_the_same_item(caller, store) -> None:
    for _ in range(2):
        assert caller.post('{"value": "Käufer 中"}'.encode())[0] == 202

    assert set(items_of(store)) == {"Käufer 中"}
    assert (
        len({one.item for run in store.runs.recent(9) for one in store.outcomes.of_run(run.id)})
        == 1
    )


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"Deskhand_Signature": "0" * 64}, 401, "The signature is wrong."),
        ({"Deskhand_Signature": None}, 401, "The request needs Deskhand-Time"),
        ({"at": 1_000_000_000.0}, 401, "more than 5 minutes from now"),
        ({"path": "/other"}, 404, "Nothing listens here."),
        ({"Content_Type": "text/plain"}, 415, "application/json"),
        ({"Host": "evil.example"}, 421, "not known by that name"),
    ],
)
def test_what_is_not_right_is_refused(caller, store, told, given, status, said) -> None:
    found, answer = caller.post(b'{"value": "1"}', **given)

    assert found == status
    assert said in answer["error"]
    assert items_of(store) == []
    assert [said in one.sentence for one in told] == ([True] if status == 401 else [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"not json", "The body cannot be used: Expecting value"),
        (b"\xff", "The body cannot be used"),
        (b"[]", "it has 0 items; there may be 1 to 1000."),
        (b'["x"]', "it is to be a JSON object, or a list of them."),
        (b'{"value": {"a": 1}}', "the field 'value' holds more than one value."),
        (b'{"values": "1"}', "values"),
        (b'{"subject": "private"}', "The body does not fit the bot: 'value'."),
        (b"[" * 100_000, "The body cannot be used"),
    ],
)
def test_a_body_that_does_not_fit_begins_nothing(caller, store, body, said) -> None:
    status, answer = caller.post(body)

    assert status == 422
    assert said in answer["error"]
    assert items_of(store) == []
    [kept] = store.deliveries.recent()
    assert kept.state is DeliveryState.REJECTED
    assert "private" not in kept.reason


def raw(port: int, text: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(text)
        answer = b""
        while piece := line.recv(4096):
            answer += piece
    return answer


def test_bodies_are_limited_before_they_are_read(caller) -> None:
    head = b"POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

    assert b" 413 " in raw(caller.port, head + b"Content-Length: 99999999\r\n\r\n")
    assert b" 411 " in raw(caller.port, head + b"\r\n")
    assert b" 411 " in raw(caller.port, head + b"Transfer-Encoding: chunked\r\n\r\n")
    assert b" 405 " in raw(caller.port, b"GET /orders HTTP/1.1\r\nHost: localhost\r\n\r\n")


def test_who_says_nothing_is_sent_away(caller, monkeypatch) -> None:
    monkeypatch.setattr(web_door._Handler, "timeout", 0.2)

    assert raw(caller.port, b"POST /orders HTT") == b""


def test_the_names_by_which_it_may_be_called(caller) -> None:
    assert caller.post(b'{"value": "1"}', Host="bots.example.org:443")[0] == 202


def test_of_many_with_the_same_nonce_one_is_taken(caller, store) -> None:
    statuses: Counter[int] = Counter()

    def post() -> None:
        statuses[caller.post(b'{"value": "1"}', nonce="b" * 16)[0]] += 1

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == {202: 1, 409: 7}
    assert items_of(store) == ["1"]


def test_an_address_that_is_taken_is_said_and_tried_again(engine, trigger, told) -> None:
    host, _, port = (trigger._entry.listen or "").rpartition(":")
    stop = threading.Event()
    waited = threading.Event()
    with socket.create_server((host, int(port))):
        thread = threading.Thread(target=trigger.run, args=(stop,))
        thread.start()
        while not told:
            waited.wait(0.01)
    while not trigger.port:
        waited.wait(0.01)
    stop.set()
    thread.join(30)

    assert told[0].sentence.startswith(f"Nothing can listen at 127.0.0.1:{port}: address already")
