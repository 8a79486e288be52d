"""At a desk: a person has the bot's very window, and nothing is entered twice whatever happens."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from runner.attended.desk import AttendedDesk
from runner.attended.run import AttendedRun
from runner.run.course import Stage
from runner.settings import AppSettings, Settings
from runner.workspace import Workspace
from tests.pages.door import SOLVED, door_site
from tests.pages.site import Site, serving, slow
from tests.ui.desktop import LONGEST_SECONDS, Desktop, a_desktop, awaited

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = Path(__file__).parents[1] / "pages"

BOT = '''"""Note a caller, and have a person pass the check."""

from pydantic import BaseModel

from runner import Verdict, Web, bot, hand_over, step


class Call(BaseModel):
    caller: str


def noted(door: Web, caller: str) -> Verdict:
    return Verdict.of(caller in door.go("all").read("list"))


@step(verify=noted)
def note(door: Web, caller: str) -> None:
    door.go("calls").fill(caller=caller).press("note")
    door.on("check")


@bot(key="caller")
def note_call(call: Call, door: Web) -> str:
    note(door, call.caller)
    door.go("check")
    hand_over("Please pass the check, then go on.", on="inside")
    return door.on("inside").read("record")
'''


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with a_desktop() as found:
        yield found


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    site = door_site()
    with serving(site) as address:
        yield site, address


@pytest.fixture
def desk(
    desktop: Desktop, site: tuple[Site, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AttendedDesk]:
    monkeypatch.setenv("DISPLAY", desktop.display)
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "note_call.py").write_text(BOT)
    (tmp_path / "selectors").mkdir()
    (tmp_path / "selectors" / "door.yaml").write_text((PAGES / "door.yaml").read_text())
    settings = Settings(learn=False, apps={"door": AppSettings(address=site[1])}, wait=5)
    found = AttendedDesk(Workspace(tmp_path), settings, warm=1)
    yield found
    found.close()


def until(run: AttendedRun, stage: Stage) -> None:
    assert run.course.wait_for(stage, seconds=LONGEST_SECONDS)
    assert run.course.stage is stage, run.course.since(0)


def noted(site: tuple[Site, str]) -> list[str]:
    return [form["caller"][0] for path, form in site[0].posted if path == "/note"]


def windows(desktop: Desktop) -> list[str]:
    return desktop.windows("Check") + desktop.windows("Inside")


def test_a_person_passes_what_no_bot_can(
    desk: AttendedDesk, desktop: Desktop, site: tuple[Site, str]
) -> None:
    for kind, word in SOLVED.items():
        run = desk.start("note_call", {"caller": f"{kind}-1"})
        until(run, Stage.YOURS)
        awaited(lambda: windows(desktop))
        desktop.answer(word, then="Inside")
        desktop.press_go_on()
        until(run, Stage.DONE)
        run.wait()
        outcome = run.outcome()
        assert outcome is not None
        assert outcome.record == f"R-{kind}-1"
        awaited(lambda: not windows(desktop))
    assert noted(site) == ["code-1", "captcha-1", "locked-1"]


def test_who_goes_on_too_early_is_told_so(
    desk: AttendedDesk, desktop: Desktop, site: tuple[Site, str]
) -> None:
    run = desk.start("note_call", {"caller": "code-2"})
    until(run, Stage.YOURS)
    desktop.press_go_on()
    awaited(lambda: any("is not shown yet" in str(one.data) for one in run.course.since(0)))
    run.stop()
    until(run, Stage.STOPPED)
    assert noted(site) == ["code-2"]


def test_a_crash_while_a_person_has_the_window_enters_nothing_twice(
    desk: AttendedDesk, desktop: Desktop, site: tuple[Site, str]
) -> None:
    run = desk.start("note_call", {"caller": "code-3"})
    until(run, Stage.YOURS)
    workers = [
        child
        for child in psutil.Process(os.getpid()).children()
        if any("chrom" in one.name() for one in child.children(recursive=True))
    ]
    for worker in workers:
        worker.kill()
    awaited(lambda: sum(one.data.get("stage") == "yours" for one in run.course.since(0)) == 2)
    desktop.answer("4711", then="Inside")
    desktop.press_go_on()
    until(run, Stage.DONE)
    assert noted(site) == ["code-3"]


def test_a_step_that_was_cut_off_is_looked_up_and_not_entered_again(
    desk: AttendedDesk, site: tuple[Site, str]
) -> None:
    own, _ = site
    answer = own.pages["/note"]
    own.pages["/note"] = slow("", 20)
    run = desk.start("note_call", {"caller": "code-4"})
    awaited(lambda: noted(site))
    run.stop()
    until(run, Stage.STOPPED)
    run.wait()
    own.pages["/note"] = answer
    again = desk.go_on_with(run)
    # The step is found on file, so that the person is asked at once.
    until(again, Stage.YOURS)
    again.stop()
    until(again, Stage.STOPPED)
    assert noted(site) == ["code-4"]
