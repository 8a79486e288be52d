"""A session: signing in, dying, hanging, pictures, and what it leaves behind."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageChops

from runner.drivers.errors import (
    AppUnreachableError,
    BrowserDiedError,
    NoSignInScreenError,
    SessionEndedError,
    SignInRefusedError,
)
from runner.drivers.web import WebOptions, WebSession, open_web
from runner.drivers.web import session as sessions
from runner.drivers.web import window as windows
from runner.screens.load import load
from runner.waiting import pause
from tests.pages.site import document
from tests.ui.conftest import CREDENTIALS, PAGES, Notes, OpenCrm

pytestmark = pytest.mark.browser


def test_enters_a_record_through_framed_screens_and_hides_what_is_personal(
    open_crm: OpenCrm, notes: Notes
) -> None:
    site, crm = open_crm()
    crm.sign_in()
    crm.attach(notes)
    crm.go("search").fill(account="0012").press("find")
    results = crm.on("results")
    assert not results.shows("nothing_found")
    results.press("open", row="0012")
    edit = crm.on("edit").fill(name="Ünal 李雷", country="Greece", gender="Male", vip=True)
    edit.fill(topics=["Bills", "Repairs"], remark="said Ünal 李雷\nto me", city="Köln")
    image = crm.picture("edit")
    edit.press("save")
    assert crm.on("saved").read("record") == "R-4711"
    assert site.last() == {
        "account": ["0012"],
        "name": ["Ünal 李雷"],
        "street": [""],
        "city": ["Köln"],
        "born": [""],
        "country": ["GR"],
        "gender": ["m"],
        "topics": ["1", "3"],
        "vip": ["on"],
        "remark": ["said Ünal 李雷\r\nto me"],
    }
    assert ("edit", "save", True) in notes.presses
    assert "李雷" not in repr(notes.events) + repr(notes.changes)
    assert notes.met == {"name": "Ünal 李雷"}
    _is_masked(image)


def _is_masked(image: bytes | None) -> None:
    assert image is not None
    picture = Image.open(BytesIO(image))
    name, remark, city = ((300, 80), (300, 335), (400, 130))
    grey = (0x5B, 0x64, 0x70)
    for point in (name, remark):
        found = picture.getpixel(point)
        assert isinstance(found, tuple)
        assert all(abs(one - other) < 12 for one, other in zip(found, grey, strict=True))
    assert picture.getpixel(city) == (255, 255, 255)


def test_signing_in_wrongly_is_tried_once(open_crm: OpenCrm) -> None:
    site, crm = open_crm(password="wrong-secret", wait_seconds=1.5)
    with pytest.raises(SignInRefusedError) as caught:
        crm.sign_in()
    assert "credential 'crm'" in str(caught.value)
    assert "wrong-secret" not in caught.value.sentence() + repr(caught.value.__context__)
    assert len(site.posted) == 1


LINGERING = document(
    "CRM",
    "<h1>Sign in</h1><label>User <input id=u></label><label>Password <input type=password></label>"
    "<button onclick='go()'>Sign in</button><script>function go() {{ setTimeout(() => {{"
    " if ({accepted}) document.body.innerHTML = '<iframe name=main src=/home></iframe>';"
    " else u.value = '';"
    " }}, 1200); }}</script>",
)


def test_a_sign_in_screen_that_lingers_after_the_press_is_no_refusal(open_crm: OpenCrm) -> None:
    site, crm = open_crm()
    site.signed_in = True
    site.page("/", LINGERING.format(accepted="true"))
    crm.sign_in()
    assert crm.which("home", "login") == "home"


def test_an_app_without_its_sign_in_screen_is_the_environments_fault(open_crm: OpenCrm) -> None:
    site, crm = open_crm(wait_seconds=1)
    site.page("/", document("Maintenance", "<h1>Please come back later</h1>"))
    with pytest.raises(NoSignInScreenError, match=r"cannot be signed in to: .*'Maintenance' at"):
        crm.sign_in()


def test_a_sign_in_screen_that_stays_is_a_refusal(
    open_crm: OpenCrm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SAME_PAGE_SECONDS", 2.5)
    site, crm = open_crm()
    site.page("/", LINGERING.format(accepted="false"))
    begun = time.monotonic()
    with pytest.raises(SignInRefusedError, match="the screen 'login' was shown again"):
        crm.sign_in()
    assert time.monotonic() - begun > 2.5


def test_a_session_that_ends_in_a_frame_is_noticed_and_entered_again(open_crm: OpenCrm) -> None:
    site, crm = open_crm()
    crm.sign_in()
    search = crm.go("search").fill(account="1")
    site.signed_in = False
    search.press("find")
    with pytest.raises(SessionEndedError):
        crm.on("results", wait=3)
    crm.sign_in()
    assert crm.go("search").name == "search"


def test_an_app_that_does_not_answer_is_the_environments_fault() -> None:
    options = WebOptions(address="http://127.0.0.1:9/", wait_seconds=3)
    session = open_web(load(PAGES / "crm.yaml"), CREDENTIALS.__getitem__, options)
    try:
        with pytest.raises(
            AppUnreachableError, match=r"cannot be reached at http://127\.0\.0\.1:9"
        ):
            session.sign_in()
    finally:
        session.close(5)


@pytest.mark.parametrize("victim", [0, 1])
def test_the_death_of_driver_or_browser_is_noticed_at_once(open_crm: OpenCrm, victim: int) -> None:
    # The sessions of a thread share a driver process: in one of its own, none keeps it alive.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_die, open_crm, victim).result()


def _die(open_crm: OpenCrm, victim: int) -> None:
    _, crm = open_crm()
    crm.sign_in()
    assert crm.alive()
    processes = crm.process_ids()
    _main_process(processes, victim).kill()
    begun = time.monotonic()
    with pytest.raises(BrowserDiedError, match="The browser of 'crm' is gone"):
        crm.go("search")
    crm.close(5)
    assert time.monotonic() - begun < 10
    assert _all_end(processes)


def test_the_death_of_a_browser_leaves_the_next_session_alone(open_crm: OpenCrm) -> None:
    _, crm = open_crm()
    _, other = open_crm()
    other.sign_in()
    _main_process(crm.process_ids(), 1).kill()
    crm.close(5)
    assert not crm.alive()
    assert other.alive()
    assert other.go("search").name == "search"


def _main_process(processes: list[int], victim: int) -> psutil.Process:
    """The driver process (0) or the browser's first process (1)."""
    found = [psutil.Process(pid) for pid in processes]
    nodes = [one for one in found if "node" in one.name()]
    browsers = [one for one in found if "--type=" not in " ".join(one.cmdline())]
    return nodes[0] if victim == 0 else browsers[-1]


def _all_end(processes: list[int]) -> bool:
    """Whether all are gone within half a minute: on a full machine that takes a while."""
    deadline = time.monotonic() + 30
    while any(_lives(pid) for pid in processes) and time.monotonic() < deadline:
        pause(0.05, because="the system clears killed processes away")
    return not any(_lives(pid) for pid in processes)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def test_a_page_that_hangs_is_ended(
    habits_alone: WebSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "GRACE_SECONDS", 1.0)
    session = habits_alone
    screen = session.go("forever")
    begun = time.monotonic()
    with pytest.raises(BrowserDiedError, match="did not answer in time"):
        screen.press("hang").shows("hang")
    assert time.monotonic() - begun < 10


@pytest.fixture
def habits_alone() -> Iterator[WebSession]:
    from tests.pages.habits import habits_site
    from tests.pages.site import serving

    with serving(habits_site()) as address:
        options = WebOptions(address=address, wait_seconds=4)
        session = open_web(load(PAGES / "habits.yaml"), CREDENTIALS.__getitem__, options)
        session.sign_in()
        yield session
        session.close(5)


def test_leaves_no_profile_and_no_process(open_crm: OpenCrm) -> None:
    _, crm = open_crm()
    crm.sign_in()
    pattern = f"deskhand-browser-{os.getpid()}-*"
    folders = sorted(Path(tempfile.gettempdir()).glob(pattern), key=lambda one: one.stat().st_mtime)
    assert folders
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in folders)
    processes = crm.process_ids()
    command = [" ".join(psutil.Process(pid).cmdline()) for pid in processes]
    assert not any("remote-debugging-port" in one for one in command)
    driver = [pid for pid in processes if "node" in psutil.Process(pid).name()]
    crm.close(5)
    assert not [pid for pid in processes if pid not in driver and _lives(pid)]
    assert not list(Path(tempfile.gettempdir()).glob(folders[-1].name))


def test_a_browser_that_is_stopped_is_closed_within_the_deadline(open_crm: OpenCrm) -> None:
    _, crm = open_crm()
    crm.sign_in()
    processes = crm.process_ids()
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    begun = time.monotonic()
    crm.close(1)
    assert time.monotonic() - begun < 5
    assert _all_end(processes)


def test_the_picture_of_an_attempt_shows_the_answer_to_its_save(
    open_crm: OpenCrm, notes: Notes
) -> None:
    _, crm = open_crm()
    crm.sign_in()
    crm.attach(notes)
    search = crm.go("search")
    assert crm.picture("end") is not None
    crm.attach(notes)
    for remark in ("first", "second"):
        search.fill(account="0012").press("find")
        crm.on("results").press("open", row="0012")
        crm.on("edit").fill(remark=remark).press("save")
        assert crm.on("saved").read("record") == "R-4711"
        direct = crm.picture("failure")
        search = crm.go("search")
        elsewhere = crm.picture("end")
        assert direct is not None
        assert elsewhere is not None
        assert _differ(direct, elsewhere)
        _save_and_move_on(crm)
        answer = crm.picture("end")
        assert answer is not None
        assert not _differ(direct, answer)
        crm.attach(notes)


def _save_and_move_on(crm: WebSession) -> None:
    crm.go("search").fill(account="0012").press("find")
    crm.on("results").press("open", row="0012")
    crm.on("edit").fill(remark="x").press("save")
    crm.on("saved")
    crm.go("search")


def test_an_early_picture_does_not_show_what_became_known_as_personal_later(
    open_crm: OpenCrm, notes: Notes
) -> None:
    _, crm = open_crm()
    crm.sign_in()
    crm.attach(notes)
    assert crm.picture("end") is not None
    crm.attach(notes)
    _save_and_move_on(crm)
    crm.on("search").fill(account="0012").press("find")
    crm.on("results").press("open", row="0012")
    crm.on("edit").fill(name="R-4711")
    late = crm.picture("end")
    now = crm.picture("failure")
    assert late is not None
    assert now is not None
    assert not _differ(late, now)


def _differ(one: bytes, other: bytes) -> bool:
    boxes = [Image.open(BytesIO(image)).convert("L") for image in (one, other)]
    spread = ImageChops.difference(*boxes).point(lambda level: 255 if level > 40 else 0).getbbox()
    return spread is not None


def test_a_user_name_stays_readable_and_a_password_does_not(
    open_crm: OpenCrm, notes: Notes
) -> None:
    _, crm = open_crm()
    crm.attach(notes)
    crm.sign_in()
    before = [(change.element, change.after) for change in notes.changes]
    assert before == [("user", "demo"), ("password", "•••")]
    crm.go("search").fill(account="demo geheim")
    assert notes.changes[-1].after == "demo •••"
