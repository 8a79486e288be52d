"""3270 sessions on the demo's host, also when it fails."""

import socket
import ssl
import subprocess
from pathlib import Path
from threading import Thread

import pytest

from bots.enter_order import Order, enter, enter_order, found, menu, on_file
from demo.host.server import Server
from runner import BusinessError, Verdict
from runner.drivers.errors import (
    AppUnreachableError,
    ElementNotReadyError,
    ScreenNotShownError,
    SessionEndedError,
    SignInRefusedError,
    ValueRefusedError,
)
from runner.drivers.terminal.errors import (
    BadDataStreamError,
    ConnectionLostError,
    HostNotTrustedError,
    NoSuchTerminalError,
    UnknownKeyError,
)
from runner.secret import Secret
from runner.testing import check_verify
from tests.terminal.conftest import PASSWORD, ROOT

SELECTORS = ROOT / "selectors" / "host.yaml"


def order(number: int = 1, **values) -> Order:
    given = {"customer": "0010007", "article": "A-01", "pieces": 12, "note": "Größe: ca. 3 m², ½"}
    return Order(reference=f"REF-{number:04}", **{**given, **values})


def test_orders_are_entered_as_they_are(orders, host) -> None:
    numbers = [enter_order(order(number), orders) for number in range(1, 24)]

    assert [one.record for one in host.booked] == numbers
    assert [one.values for one in host.booked] == [
        {**order(number).model_dump(), "pieces": "12"} for number in range(1, 24)
    ]


def test_all_pages_of_a_list_and_a_row_of_another_page(orders, host) -> None:
    numbers = [enter_order(order(number), orders) for number in range(1, 24)]
    menu(orders)
    orders.on("menu").fill(option="2").press("select")
    rows = orders.on("list").rows("orders")

    assert [row["number"] for row in rows] == numbers
    assert rows[10] == {
        "number": numbers[10],
        "customer": "0010007",
        "article": "A-01",
        "pieces": "12",
        "reference": "REF-0011",
    }
    orders.on("list").press("menu")
    orders.on("menu").fill(option="2").press("select")
    orders.on("list").press("open", row=numbers[12])
    assert orders.on("detail").read_all("number", "note") == {
        "number": numbers[12],
        "note": order().note,
    }


def test_what_is_there_is_not_entered_again(orders, host) -> None:
    assert enter_order(order(), orders) == enter_order(order(), orders)
    assert len(host.booked) == 1


def test_what_the_host_refuses_is_a_business_error(orders, host) -> None:
    with pytest.raises(BusinessError, match="OE02 NO SUCH CUSTOMER"):
        enter_order(order(customer="9999999"), orders)
    assert enter_order(order(2), orders) == host.booked[0].record


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reference": "x" * 41}, "it has 41 characters, and the field takes 40"),
        ({"customer": "12A"}, "the field takes numbers only"),
        ({"note": "Ω"}, "the host's code page cp037 has no 'Ω'"),
        ({"note": "two\nlines"}, "it has a line break or another control character"),
    ],
)
def test_values_that_a_field_cannot_take(orders, values, said) -> None:
    orders.on("menu").fill(option="1").press("select")
    with pytest.raises(ValueRefusedError) as error:
        orders.on("entry").fill(**values)

    assert said in str(error.value)
    assert orders.on("entry").read("note") == ""


def test_a_shorter_value_leaves_nothing_of_the_longer_one(orders) -> None:
    orders.on("menu").fill(option="1").press("select")
    form = (
        orders.on("entry").fill(note="a long note", article="A-01").fill(note="short", article="")
    )

    assert form.read_all("note", "article") == {"note": "short", "article": ""}


def changed(folder: Path, old: str, new: str) -> Path:
    """The selector file with something else in it."""
    text = SELECTORS.read_text(encoding="utf-8")
    assert old in text
    file = folder / "host.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_protected_fields_are_not_typed_into(host, opened, tmp_path) -> None:
    file = changed(tmp_path, "option: {label: Option}", "option: {text: MAIN MENU}")
    session = opened(file, address=host.address, wait=1)
    with pytest.raises(ElementNotReadyError, match="the field is protected"):
        session.on("menu").fill(option="1")


def test_a_password_is_seen_nowhere(host, opened) -> None:
    session = opened(SELECTORS, address=host.address, sign_in=False)
    surface = session.stage.surface
    surface.open()
    session.on("sign_on").fill(user="demo", password=Secret(PASSWORD, name="HOST_PASSWORD"))
    look = surface.look()
    picture = session.picture("sign_on")

    assert "demo" in "".join(look.display.cells)
    assert PASSWORD not in "".join(look.display.cells)
    assert PASSWORD not in repr(session.stage.recorder.told)
    assert picture is not None
    session.on("sign_on").press("enter")
    session.on("menu")


def test_a_secret_goes_into_hidden_fields_only(host, opened, tmp_path) -> None:
    file = changed(tmp_path, "user: {label: User ID}", "user: {label: User ID, secret: true}")
    with pytest.raises(ElementNotReadyError) as error:
        opened(file, address=host.address)

    assert "'user' on the screen 'sign_on'" in str(error.value)
    assert "the host shows what is typed into this field; only hidden fields get" in str(
        error.value
    )


def test_a_wrong_password_is_tried_once(host, opened) -> None:
    wrong = {"HOST_PASSWORD": "no"}
    with pytest.raises(SignInRefusedError, match="the screen 'sign_on' was shown again") as error:
        opened(SELECTORS, address=host.address, wait=2, secrets=wrong)

    assert error.value.final


def test_a_connection_that_is_cut_after_the_order_was_booked(orders, host) -> None:
    host.faults.cut_after_book = 1
    with pytest.raises(
        ConnectionLostError, match=r"The connection of 'host' to tn3270://127.0.0.1"
    ):
        enter_order(order(), orders)

    assert not orders.alive()
    assert orders.picture("end") is not None
    orders.reset()
    assert on_file(orders, order()) is Verdict.APPLIED
    assert enter_order(order(), orders) == host.booked[0].record
    assert len(host.booked) == 1


def test_a_connection_that_is_cut_before_the_order_was_booked(orders, host) -> None:
    host.faults.cut_before_book = 1
    with pytest.raises(ConnectionLostError):
        enter_order(order(), orders)

    orders.reset()
    assert on_file(orders, order()) is Verdict.NOT_APPLIED


def test_a_keyboard_that_stays_locked(host, opened) -> None:
    session = opened(SELECTORS, address=host.address, wait=1.5)
    host.faults.lock_after_book = 1
    with pytest.raises(ScreenNotShownError) as error:
        enter_order(order(), session)

    assert "ORDER BOOKED OH01 (the host keeps the keyboard locked (X SYSTEM))" in str(error.value)
    session.reset()
    assert found(session, order()) == host.booked[0].record


def test_a_screen_that_has_the_reset_key_is_known_while_it_locks(host, opened, tmp_path) -> None:
    file = changed(
        tmp_path, "continue_: {key: Enter}", "continue_: {key: Enter}\n      reset: {key: Reset}"
    )
    session = opened(file, address=host.address, wait=1.5)
    host.faults.lock_after_book = 1
    enter_order(order(), session)
    session.on("booked").press("reset").press("continue_")

    session.on("menu")


def test_a_host_that_does_not_answer(host, opened) -> None:
    session = opened(SELECTORS, address=host.address, wait=1.5)
    host.faults.slow_ms = 6000
    session.on("menu").fill(option="1").press("select")
    with pytest.raises(ScreenNotShownError, match=r"has not answered the last key \(X CLOCK\)"):
        session.on("entry")


def test_a_slow_host_is_waited_for(orders, host) -> None:
    host.faults.slow_ms = 400

    assert enter_order(order(), orders) == host.booked[0].record


def test_what_no_3270_can_show(orders, host) -> None:
    host.faults.garbage = 1
    with pytest.raises(BadDataStreamError, match=r"sent what a 3270 cannot show \(X PROG\)"):
        found(orders, order())

    assert not orders.alive()


def test_a_screen_that_nobody_described(host, opened) -> None:
    session = opened(SELECTORS, address=host.address, wait=1.5)
    host.faults.message = 1
    with pytest.raises(ScreenNotShownError, match="MERIDIAN HOST SYSTEM MESSAGE"):
        found(session, order())


def test_signed_out_in_the_middle(orders) -> None:
    orders.on("menu").press("sign_off")
    with pytest.raises(SessionEndedError):
        orders.on("menu")

    orders.sign_in()
    orders.on("menu")


def test_a_key_that_there_is_not(host, opened, tmp_path) -> None:
    file = changed(tmp_path, "sign_off: {key: PF3}", "sign_off: {key: PF33}")
    session = opened(file, address=host.address)
    with pytest.raises(UnknownKeyError, match="There is no key 'PF33' on this terminal"):
        session.on("menu").press("sign_off")

    assert session.stage.recorder.presses[-1] == "enter"


def test_the_verify_of_the_bot_tells_the_truth(orders) -> None:
    check_verify(enter, orders, order())


def test_nobody_there(opened) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(AppUnreachableError, match=f"tn3270://127.0.0.1:{port}: connection ref"):
            opened(SELECTORS, address=f"tn3270://127.0.0.1:{port}")


def test_somebody_there_who_speaks_something_else(opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tn3270://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(AppUnreachableError, match="it does not speak TN3270"):
            opened(SELECTORS, address=address, wait=1)


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "tn3270://"])
def test_addresses_of_nothing(opened, address) -> None:
    with pytest.raises(NoSuchTerminalError):
        opened(SELECTORS, address=address)


class Secured(Server):
    """The host behind TLS."""

    context: ssl.SSLContext

    def get_request(self):
        connection, where = super().get_request()
        connection.settimeout(10)
        return self.context.wrap_socket(connection, server_side=True), where


@pytest.fixture
def secured(host, tmp_path):
    """A host with a certificate of its own authority, and the authority's file."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *names, *files], check=True, capture_output=True)
    Secured.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Secured.context.load_cert_chain(certificate, key)
    server = Secured(host.server.orders, host.server.account, host.faults)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_address[1], certificate
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(secured, opened) -> None:
    with pytest.raises(HostNotTrustedError) as error:
        opened(SELECTORS, address=f"tn3270s://localhost:{secured[0]}")

    assert "is not trusted: self-signed certificate" in str(error.value)
    assert error.value.final


def test_a_certificate_must_be_for_the_host_that_was_asked(secured, opened, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured[1]))
    with pytest.raises(HostNotTrustedError, match="IP address mismatch"):
        opened(SELECTORS, address=f"tn3270s://127.0.0.1:{secured[0]}")


def test_orders_through_tls(secured, host, opened, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured[1]))
    session = opened(SELECTORS, address=f"tn3270s://localhost:{secured[0]}")

    assert enter_order(order(), session) == host.booked[0].record
