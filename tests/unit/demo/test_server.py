import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest

from demo.ledger import entries
from demo.server import Server
from tests.unit.demo.conftest import FIRST, Browser


@pytest.fixture
def port(browser: Browser) -> Iterator[int]:
    with Server(browser.site) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def _ask(port: int, path: str, body: str | None = None, **headers: str) -> http.client.HTTPResponse:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        return answer


def test_a_page_comes_over_the_wire(port: int, browser: Browser) -> None:
    answer = _ask(port, f"/customer?no={FIRST}", Cookie=f"MERIDIANSESSION={browser.cookie}")
    assert answer.status == 200
    assert answer.getheader("Cache-Control") == "no-store"
    assert "Last changed by" in answer.text  # type: ignore[attr-defined]


def test_an_upload_is_entered_with_its_name_and_size(port: int, browser: Browser) -> None:
    body = (
        '--x\r\nContent-Disposition: form-data; name="document"; filename="Angebot.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n12345\r\n--x--\r\n"
    )
    headers = {
        "Cookie": f"MERIDIANSESSION={browser.cookie}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    answer = _ask(port, f"/customer/documents?no={FIRST}", body, **headers)
    assert "Angebot.txt" in answer.text  # type: ignore[attr-defined]
    (entry,) = entries(browser.ledger.path)
    assert (entry.kind, entry.values) == ("document", {"name": "Angebot.txt", "size": "5"})


def test_a_cut_connection_is_reset_after_the_entry(port: int, browser: Browser) -> None:
    browser.faults.cut_after_save = 1
    form = browser.form(city="Jena")
    sent = urlencode(form, doseq=True)
    headers = {
        "Cookie": f"MERIDIANSESSION={browser.cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with pytest.raises(ConnectionError):
        _ask(port, "/customer/save", sent, **headers)
    assert [entry.values["city"] for entry in entries(browser.ledger.path)] == ["Jena"]


def test_the_process_says_where_it_is_and_refuses_a_wrong_fault(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo", "--ledger", str(tmp_path / "l.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        about = json.loads(process.stdout.readline())
        port = int(about["address"].rpartition(":")[2])
        answer = _ask(port, "/__control", '{"slow_ms": 1}', **{"X-Control-Token": about["control"]})
        assert json.loads(answer.text)["slow_ms"] == 1  # type: ignore[attr-defined]
        process.terminate()
    assert process.returncode == 0
    wrong = subprocess.run(
        [*command, "--faults", '{"oops": 1}'], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("The demo CRM cannot start: There is no fault 'oops'; there are")
