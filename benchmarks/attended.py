"""Attended: from Enter to the first action on the screen, warm and cold, and how fast Stop stops."""

import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from benchmarks.figures import Benchmark, Figures
from demo.ledger import entries
from runner.attended.desk import AttendedDesk
from runner.attended.launcher import Launcher
from runner.attended.memory import Memory
from runner.attended.run import AttendedRun
from runner.cli.demo import Crm, serving
from runner.run.course import Stage
from runner.settings import AppSettings, Settings, load_settings
from runner.workspace import Workspace

BOT = "update_contact"
ACCOUNT = "0010007"
SEED = 20261122
LONGEST_SECONDS = 60.0
STOP_WITHIN = 0.7
"""Seconds after the first action within which a stop is asked for: as long as a case takes."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How often each is measured."""

    warm: int
    cold: int
    stops: int


SHORT, FULL = Extent(5, 2, 5), Extent(50, 10, 100)


@dataclass(slots=True)
class Person:
    """Uses the launcher as a browser does: pages, forms, a cookie."""

    desk: AttendedDesk
    address: str
    opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()))
    )
    token: str = ""
    family: str = "Berger"
    """A name that no other desk enters: a case that was done before is left alone."""
    cases: int = 0

    def enter(self, link: str) -> None:
        """Be let in by a link."""
        page = self._get(link.removeprefix(self.address))
        self.post("/enter", link=link.partition("link=")[2], token=token_in(page))

    def open_form(self) -> None:
        """Open the bot's form; what is posted from now on comes from it."""
        self.token = token_in(self._get(f"/bots/{BOT}"))

    def press_enter(self) -> tuple[AttendedRun, float]:
        """Post the form; gives the case and the seconds until its first action on the screen."""
        self.cases += 1
        began = time.monotonic()
        values = {"account": ACCOUNT, "last_name": f"{self.family} {self.cases}", "city": "Bonn"}
        asked = threading.Thread(target=lambda: self.post(f"/bots/{BOT}", **values))
        asked.start()
        run = self._newest(self.cases)
        first = self._first_action(run, began)
        asked.join()
        return run, first

    def post(self, path: str, **values: str) -> None:
        """Post a form."""
        body = urlencode({"token": self.token} | values).encode()
        self.opener.open(
            Request(self.address + path, body, {"Origin": self.address}), timeout=LONGEST_SECONDS
        ).read()

    def _get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=LONGEST_SECONDS) as answer:
            return str(answer.read().decode())

    def _newest(self, count: int) -> AttendedRun:
        wait_until(
            lambda: len(self.desk.runs) == min(count, 50) and self.desk.runs[0].number == count
        )
        return self.desk.runs[0]

    def _first_action(self, run: AttendedRun, began: float) -> float:
        number = 0
        while not run.course.stage.is_over:
            for event in run.course.since(number, 1.0):
                number = event.number
                if event.kind == "act" and event.data["action"] in {"press", "fill"}:
                    return time.monotonic() - began
        raise RuntimeError(f"no action was seen: {run.course.since(0)}")


def token_in(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    until = time.monotonic() + LONGEST_SECONDS
    pause = threading.Event()
    while not true():
        if time.monotonic() > until:
            raise RuntimeError("what was waited for did not come")
        pause.wait(0.002)


@contextmanager
def at_a_desk(folder: Path, crm: Crm, warm: int) -> Iterator[Person]:
    """Somebody at a desk of his own, before the bot's form."""
    workspace = Workspace.find(Path(__file__).parent)
    desk = AttendedDesk(workspace, settings_for(workspace, folder, crm), warm=warm)
    launcher = Launcher(desk, Memory(folder / f"desk-{warm}.json"), lambda _number, _error: None)
    launcher.start()
    try:
        link = launcher.link()
        person = Person(desk, link.partition("/enter")[0], family=f"Berger {warm}")
        person.enter(link)
        yield person
    finally:
        launcher.close()
        desk.close()


def settings_for(workspace: Workspace, folder: Path, crm: Crm) -> Settings:
    """The workspace's settings with a store of its own, against the demo's CRM."""
    places = {"store": str(folder / "store.db"), "evidence": str(folder), "learn": False}
    apps = {"crm": AppSettings(address=crm.address)}
    return load_settings(workspace.root).model_copy(update=places | {"apps": apps})


def measured(person: Person, times: int, *, ready: bool) -> list[float]:
    """From Enter to the first action, so often; where it is `ready`, a warm worker stands by.

    Where it is not, the desk has been open for a while, and no browser is.
    """
    found = []
    for _ in range(times):
        person.open_form()
        if ready:
            wait_until(lambda: person.desk.standby.is_ready(BOT))
        else:
            wait_until(lambda: person.desk.standby.is_prepared)
        run, seconds = person.press_enter()
        found.append(seconds)
        run.wait(LONGEST_SECONDS)
        assert run.course.stage is Stage.DONE, run.course.since(0)
    return found


def stopped(person: Person, times: int) -> list[float]:
    """From the press of Stop until nothing is done any more, at any moment of a case."""
    moments = random.Random(SEED)
    found: list[float] = []
    pause = threading.Event()
    while len(found) < times:
        person.open_form()
        wait_until(lambda: person.desk.standby.is_ready(BOT))
        run, _ = person.press_enter()
        pause.wait(moments.uniform(0.0, STOP_WITHIN))
        began = time.monotonic()
        person.post(f"/runs/{run.number}/stop")
        run.course.wait_for(seconds=LONGEST_SECONDS)
        seconds = time.monotonic() - began
        run.wait(LONGEST_SECONDS)
        if run.course.stage is Stage.STOPPED:  # else it had come to its end before
            found.append(seconds)
    return found


def run(short: bool) -> Figures:
    """Warm, cold, and stops; the CRM says whether anything was entered twice."""
    extent = SHORT if short else FULL
    folder = Path(tempfile.mkdtemp(prefix="deskhand-attended-"))
    workspace = Workspace.find(Path(__file__).parent)
    with serving(workspace, folder, "") as crm:
        with at_a_desk(folder, crm, warm=0) as person:
            cold = measured(person, extent.cold, ready=False)
        with at_a_desk(folder, crm, warm=1) as person:
            warm = measured(person, extent.warm, ready=True)
            stops = stopped(person, extent.stops)
        digests = [entry.digest for entry in entries(crm.ledger)]
    return {
        "warm_ms": statistics.median(warm) * 1000,
        "cold_ms": statistics.median(cold) * 1000,
        "stop_ms_max": max(stops) * 1000,
        "n": len(stops),
        "warm_ms_max": max(warm) * 1000,
        "cold_ms_max": max(cold) * 1000,
        "stop_ms_median": statistics.median(stops) * 1000,
        "entered_twice": len(digests) - len(set(digests)),
    }


BENCHMARK = Benchmark(
    name="attended",
    summary="from Enter to the first action on the demo's CRM, and from Stop to the end",
    goals={"warm_ms": 300, "cold_ms": 2500, "stop_ms_max": 1000, "entered_twice": 0},
    run=run,
    notes="Medians, from the POST of the launcher's form to the first press or filled field on the "
    "CRM's screen. A stop is asked for at a random moment of a case.",
)
