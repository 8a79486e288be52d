"""Voice and life: what the service says is bounded and kept; its signs go where the file says."""

from pathlib import Path

import pytest

from runner.schedules.notice_entries import SignalEntry
from runner.serve.life import Life
from runner.serve.voice import LOG, Voice
from tests.unit.notices.servers import web_server


def test_what_is_said_is_bounded_and_kept(tmp_path: Path) -> None:
    said: list[str] = []
    with Voice(tmp_path, said.append) as voice:
        for number in range(1000):
            voice(f"The folder 'in' cannot be read ({number}).")

    kept = (tmp_path / LOG).read_text(encoding="utf-8").splitlines()
    assert len(said) == len(kept) == 6
    assert said[-1].startswith("… 995 more of this kind in 10 min, the last: The folder 'in'")
    assert kept[0].endswith("Z The folder 'in' cannot be read (0).")


def test_without_a_place_for_its_log_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    said: list[str] = []
    with Voice(tmp_path, said.append) as voice:
        voice("Hello.")

    assert said[0].endswith("The service goes on without its own log.")
    assert said[1] == "Hello."


def test_signs_go_to_the_monitor_that_the_file_names_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with web_server() as first, web_server() as second:
        life = Life(print)
        life.look(well=True)
        for hook in (first, first, second):
            life.use(SignalEntry(url=f"{hook.url}/p"))
            life.look(well=True)
        life.look(well=False)
        life.use(None)
        life.look(well=True)
        life.close()

    assert first.asked == ["GET /p"]
    assert second.asked == ["GET /p", "GET /p/fail"]
