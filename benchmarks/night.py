"""`night`: 24 hours of a service in a few minutes, by a fast clock, and the mails that people get."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figures import Benchmark, Figures
from demo.ledger import duplicates, entries
from runner.store.store import open_store

ROOT = Path(__file__).parent.parent
CLOCK = Path(__file__).with_name("night_clock")

BERLIN = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2026, 12, 31, 12, tzinfo=BERLIN)
END = BEGIN + timedelta(hours=24)

PASSWORD = "made-up-password"

SPEED, SHORT_SPEED = 160.0, 320.0
"""How much faster than the true clock the one on the wall runs: nine minutes, or four and a half."""

SETTINGS = """
[mail]
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "deskhand@example.org"

[apps.crm]
address = "{crm}"
"""

SCHEDULES = """
version: 1
zone: Europe/Berlin
calendars:
  office: {country: DE, region: BY, hours: {monday-friday: "08:00-17:00"}}
resources: {printer: 1}
apps:
  crm: {breaker: {after: 2, probe: 5m}}
tell:
  team: {mail: [team@example.org]}
schedules:
  nightly: {bot: update_contact, feed: in/contacts.xlsx, when: "30 2 * * *", pictures: failure}
  letters: {bot: enter_line, feed: in/letters.json, after: nightly, needs: [printer]}
  orders: {bot: enter_line, set: {number: order}, when: "15 */2 * * *", again: true}
  refunds: {bot: enter_line, feed: in/refunds.json, when: "0 23 * * *"}
  morning: {bot: enter_line, set: {number: morning}, when: "0 7 * * *", calendar: office, again: true}
triggers:
  inbox: {folder: dropped, bot: enter_line, settle: 1s, poll: 1s}
  thanks: {finished: update_contact, bot: enter_line, map: {account: number}, poll: 2s}
"""

BOT = '''
"""Write a line into a book: a screen without a browser."""

import os
from pathlib import Path

from pydantic import BaseModel

from runner import BusinessError, bot, step

BOOK = Path(__file__).parent.parent / "book"


class Line(BaseModel):
    number: str


@step()
def write(line: Line) -> None:
    with BOOK.open("a") as book:
        book.write(f"{line.number}\\n")
        book.flush()
        os.fsync(book.fileno())


@bot(key="number")
def enter_line(line: Line) -> str:
    """Write one line."""
    if line.number.startswith("nobody"):
        raise BusinessError("there is no such customer")
    write(line)
    return line.number
'''


@dataclass(slots=True)
class Night:
    """A workspace, its CRM and its mail server, in one night."""

    folder: Path
    speed: float
    mails: list[EmailMessage] = field(default_factory=list)
    crm: "subprocess.Popen[bytes] | None" = None
    crm_port: int = 0
    started: float = 0.0
    outage: tuple[datetime, datetime] = (BEGIN + timedelta(hours=14), BEGIN + timedelta(hours=16))

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "PYTHONPATH": f"{CLOCK}{os.pathsep}{ROOT}",
            "NIGHT_BEGIN": str(BEGIN.timestamp()),
            "NIGHT_STARTED": str(self.started),
            "NIGHT_SPEED": str(self.speed),
            "DESKHAND_LOOK_SECONDS": "0.5",
            "TZ": "Europe/Berlin",
        }

    def now(self) -> datetime:
        """The time by the fast clock."""
        gone = (time.time() - self.started) * self.speed
        return BEGIN.astimezone(UTC) + timedelta(seconds=gone)

    def until(self, moment: datetime) -> None:
        """Wait until the fast clock shows a time."""
        while self.now() < moment:
            time.sleep(0.05)  # noqa: TID251 - a clock does not call

    def start_crm(self) -> None:
        words = ["--port", str(self.crm_port), "--ledger", str(self.ledger)]
        self.crm = subprocess.Popen(
            [sys.executable, "-m", "demo", *words],
            cwd=ROOT,
            env=os.environ | {"DEMO_PASSWORD": PASSWORD},
            stdout=subprocess.PIPE,
        )
        if self.crm.stdout is not None:
            self.crm.stdout.readline()

    def stop_crm(self) -> None:
        if self.crm is not None:
            self.crm.kill()
            self.crm.communicate()

    def deskhand(self, *words: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "service.txt").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "runner", *words, "--workspace", str(self.workspace)],
                env=self.environment(),
                cwd=self.workspace,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )


def run(short: bool) -> Figures:
    """One night. Its mails stay in the folder that DESKHAND_NIGHT names, when it is set."""
    folder = Path(tempfile.mkdtemp(prefix="deskhand-night-"))
    night = Night(folder, SHORT_SPEED if short else SPEED, crm_port=free_port())
    try:
        with ExitStack() as stack:
            mail_port = stack.enter_context(mail_server(night.mails.append))
            furnish(night, mail_port)
            stack.callback(night.stop_crm)
            night.start_crm()
            pass_the_night(night)
        keep_mails(night)
        return figures(night)
    finally:
        if "DESKHAND_NIGHT" not in os.environ:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"The night is in {folder}.", file=sys.stderr)


def furnish(night: Night, mail_port: int) -> None:
    """Make the workspace, its feeds, and its account."""
    words = [sys.executable, "-m", "runner", "new", "workspace", str(night.workspace)]
    subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    here = night.workspace
    shutil.copy(ROOT / "bots" / "update_contact.py", here / "bots")
    shutil.copy(ROOT / "selectors" / "crm.yaml", here / "selectors")
    (here / "bots" / "enter_line.py").write_text(BOT)
    crm = f"http://127.0.0.1:{night.crm_port}"
    (here / "settings.toml").write_text(SETTINGS.format(mail=mail_port, crm=crm))
    (here / "schedules.yaml").write_text(SCHEDULES)
    credentials = here / "credentials.env"
    credentials.write_text(f"CRM_USERNAME=demo\nCRM_PASSWORD={PASSWORD}\n")
    credentials.chmod(0o600)
    for name in ("in", "dropped"):
        (here / name).mkdir()
    first_rows(ROOT / "demo" / "customers.xlsx", here / "in" / "contacts.xlsx", 12)
    write_json(here / "in" / "letters.json", "letter1", "letter2", "letter3")
    write_json(here / "in" / "refunds.json", "refund1", "refund2", "nobody3")


def first_rows(source: Path, target: Path, rows: int) -> None:
    import openpyxl

    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet.delete_rows(rows + 5, sheet.max_row)
    book.save(target)


def write_json(file: Path, *numbers: str) -> None:
    file.write_text(json.dumps([{"number": number} for number in numbers]))


def pass_the_night(night: Night) -> None:
    """What happens from noon to noon."""
    night.started = time.time()
    service = night.deskhand("serve", "--slots", "2")
    try:
        for moment, what, doing in happenings(night):
            night.until(moment)
            print(f"{moment.astimezone(BERLIN):%H:%M} {what}", file=sys.stderr)
            doing()
        night.until(END)
    finally:
        service.send_signal(signal.SIGTERM)
        try:
            service.wait(timeout=60)
        except subprocess.TimeoutExpired:
            service.kill()
            service.wait()


def happenings(night: Night) -> Iterator[tuple[datetime, str, Callable[[], Any]]]:
    """When something happens, what, and how it is done."""
    drop = night.workspace / "dropped"
    gone, back = night.outage

    def dropped(name: str) -> Callable[[], None]:
        return lambda: write_json(drop / name, "dropped1", "dropped2")

    yield BEGIN + timedelta(hours=9), "a file is dropped", dropped("evening.json")
    yield BEGIN + timedelta(hours=10), "the same file is dropped again", dropped("again.json")
    yield gone, "the CRM goes down", night.stop_crm
    yield back, "the CRM is back", night.start_crm


def figures(night: Night) -> Figures:
    """What was due, what became of it, and what people were told."""
    store = open_store("store/deskhand.db", night.workspace, night.folder / "evidence")
    try:
        fires = [one for one in store.fires.recent(limit=10_000) if "first seen" not in one.outcome]
        open_runs = [one.id for one in store.runs.recent(1000) if one.state != "ended"]
    finally:
        store.close()
    due = {(name, slot) for name, slot in expected()}
    known = {(one.schedule, one.slot) for one in fires}
    runs = Counter(one.run for one in fires if one.run)
    lines = Counter((night.workspace / "book").read_text().split())
    subjects = [str(mail["Subject"]) for mail in night.mails]
    once = ("letter1", "letter2", "letter3", "refund1", "refund2", "dropped1", "dropped2")
    for subject in subjects:
        print(f"mail: {subject}", file=sys.stderr)
    return {
        "due": float(len(due)),
        "silent_misses": float(len(due - known)),
        "doubled": float(sum(n - 1 for n in runs.values()) + sum(lines[one] - 1 for one in once)),
        "entered": float(len({one.key for one in entries(night.ledger)})),
        "entered_twice": float(len(list(duplicates(entries(night.ledger))))),
        "unfinished_runs": float(len(open_runs)),
        "orders": float(lines["order"]),
        "holiday_runs": float(lines["morning"]),
        "mails": float(len(subjects)),
        "mails_twice": float(len(subjects) - len({mail["Message-ID"] for mail in night.mails})),
    }


def expected() -> Iterator[tuple[str, datetime]]:
    """What is due by the file, counted by hand."""
    yield "nightly", datetime(2027, 1, 1, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    yield "letters", datetime(2027, 1, 1, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    yield "refunds", datetime(2026, 12, 31, 23, tzinfo=BERLIN).astimezone(UTC)
    for hours in range(2, 24, 2):
        yield "orders", (BEGIN + timedelta(hours=hours, minutes=15)).astimezone(UTC)


def keep_mails(night: Night) -> None:
    folder = night.folder / "mails"
    folder.mkdir()
    for number, mail in enumerate(night.mails):
        (folder / f"{number:03}.eml").write_bytes(mail.as_bytes())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(take: Callable[[EmailMessage], object]) -> Iterator[int]:
    """A mail server on this machine that keeps what it gets."""
    from aiosmtpd.controller import Controller

    class Keep:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            del server, session
            take(message_from_bytes(envelope.content, policy=policy.default))
            return "250 kept"

    port = free_port()
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


BENCHMARK = Benchmark(
    name="night",
    summary="24 hours of a service by a fast clock: schedules, triggers, an outage, a holiday",
    run=run,
    goals={
        "silent_misses": 0,
        "doubled": 0,
        "entered_twice": 0,
        "unfinished_runs": 0,
        "holiday_runs": 0,
        "mails_twice": 0,
    },
    notes="""The real program, with browser, CRM and mail server; only the clock on the wall is faster.
From noon on New Year's Eve to noon on New Year's Day: five schedules, two triggers, the CRM gone
from 02:00 to 04:00 with the nightly batch due at 02:30, one schedule left out for the holiday.""",
)
