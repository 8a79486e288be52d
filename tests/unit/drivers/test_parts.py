"""The parts of the web driver that need no browser."""

import re
import stat
import time
from pathlib import Path
from threading import Event

import playwright
import pytest

from runner.drivers.web import browsers
from runner.drivers.web.browser import UNWANTED_FEATURES
from runner.drivers.web.browsers import find_browser
from runner.drivers.web.dialogs import fits
from runner.drivers.web.errors import NoBrowserError
from runner.drivers.web.session import origin
from runner.drivers.web.transfer import safe_name
from runner.drivers.web.watch import Watch
from runner.screens.model import TextRule


def test_nothing_that_playwright_turns_off_is_left_on() -> None:
    bundle = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "coreBundle.js"
    listed = re.search(r"disabledFeatures = \[(.*?)\]", bundle.read_text("utf-8"), re.DOTALL)
    assert listed is not None
    assert set(re.findall(r'^\s*"(\w+)"', listed[1], re.MULTILINE)) <= set(UNWANTED_FEATURES)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("list.csv", "list.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "_"),
        ("", "_"),
        ("C:\\x.txt", "C__x.txt"),
        ("con.txt", "_con.txt"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Übersicht 一.pdf", "Übersicht 一.pdf"),
    ],
)
def test_a_downloads_name_stays_inside_its_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("rule", "text", "fit"),
    [
        (TextRule("exact", "Save changes?"), "Save  changes?\n", True),
        (TextRule("exact", "Save"), "Save changes?", False),
        (TextRule("contains", "changes"), "Save changes?", True),
        (TextRule("matches", r"^Saved as \d+$"), "Saved as 12", True),
        (TextRule("matches", r"^Saved as \d+$"), "Not: Saved as 12", False),
    ],
)
def test_dialog_texts(rule: TextRule, text: str, fit: bool) -> None:
    assert fits(rule, text) is fit


def test_the_chosen_browser_is_taken_or_named(tmp_path: Path) -> None:
    browser = tmp_path / "chrome"
    browser.write_text("")
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    assert find_browser(browser, headless=True) == browser
    with pytest.raises(NoBrowserError, match=r"absent \(as set\)") as caught:
        find_browser(tmp_path / "absent", headless=True)
    assert str(caught.value.hint).startswith("Install one: ")


def test_no_browser_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(browsers, "_usual_places", lambda: iter(()))
    with pytest.raises(NoBrowserError, match="looked for chromium-headless-shell, google-chrome"):
        find_browser(None, headless=True)


@pytest.mark.parametrize(
    ("headless", "first"), [(True, "chromium-headless-shell"), (False, "google-chrome")]
)
def test_which_browser_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, headless: bool, first: str
) -> None:
    for name in ("chromium-headless-shell", "chromium", "google-chrome"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser(None, headless=headless).name == first


def test_the_watch_ends_what_takes_too_long_and_nothing_else() -> None:
    ended = Event()
    watch = Watch(ended.set)
    with watch.limit(30), watch.limit(20):
        pass
    assert not ended.wait(0.4)
    with watch.limit(0.1):
        assert ended.wait(5)
    assert watch.expired
    watch.stop()


def test_nested_limits_end_at_the_nearest() -> None:
    ended = Event()
    watch = Watch(ended.set)
    begun = time.monotonic()
    with watch.limit(0.1), watch.limit(60):
        assert ended.wait(5)
    assert time.monotonic() - begun < 3
    watch.stop()


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("http://crm.example:80/start?x=1", "http://crm.example"),
        ("https://ana@CRM.example:8443/", "https://crm.example:8443"),
        ("https://köln.example/", "https://xn--kln-sna.example"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_the_server_that_is_given_a_password(address: str, server: str) -> None:
    assert origin(address) == server
