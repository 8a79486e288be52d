"""An office with people, bots and a ledger: what the console's tests and pictures look at."""

import io
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from PIL import Image, ImageDraw
from sqlalchemy import update
from starlette.testclient import TestClient

from runner.console.passwords import Passwords
from runner.console.site import SITE, Console, console_of
from runner.item import Draft, ItemState, Source
from runner.pages.serving import Serving
from runner.pages.visiting import Cookies, digest_of, token_of
from runner.run.engine import Engine
from runner.settings import Settings
from runner.store.fleet import Host
from runner.store.items import Claim, Ending
from runner.store.leases import host_name, new_worker_name
from runner.store.people import Person, Role
from runner.store.question import Question
from runner.store.runs import RunRecord, RunState
from runner.store.step_state import StepState
from runner.store.store import Store
from runner.store.tables import items, runs
from runner.workspace import Workspace

ROOT = Path(__file__).parent.parent

HOST = "127.0.0.1:8470"

PASSWORD = "correct horse battery"

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Fast, and good for tests only."""

SECRET = QUICK.hashed(PASSWORD)

PEOPLE = {
    Role.AGENT: Person("kim", "Kim Lee", frozenset([Role.AGENT])),
    Role.OPERATOR: Person("maria", "Maria Silva", frozenset([Role.OPERATOR])),
    Role.ANALYST: Person("jonas", "Jonas Weber", frozenset([Role.ANALYST])),
    Role.AUTHOR: Person("ada", "Ada Brandt", frozenset([Role.AUTHOR])),
    Role.APPROVER: Person("li.wei", "李薇", frozenset([Role.APPROVER]), language="zh"),
    Role.AUDITOR: Person("noor", "Noor Haddad", frozenset([Role.AUDITOR])),
    Role.ADMIN: Person("robin", "Robin Berg", frozenset([Role.ADMIN])),
}

CHIEF = Person("chief", "Elena Rossi", frozenset(Role))

SCHEDULES = """\
version: 1
zone: Europe/Berlin
schedules:
  night_contacts:
    bot: update_contact
    feed: in/contacts.xlsx
    when: "30 2 * * 1-5"
    note: asked for by customer care
  credit_limits:
    bot: raise_credit_limit
    feed: in/limits.csv
    when: "0 7,13 * * 1-5"
  tickets_of_the_week:
    bot: create_ticket
    feed: in/tickets.csv
    when: "0 18 * * 5"
"""

CUSTOMERS = (
    ("0010007", "Weber", "Neue Gasse 1", "Jena"),
    ("0010020", "Παπαδόπουλος", "Οδός Ερμού 12", "Αθήνα"),
    ("0010033", "李明", "南京路 88 号", "上海"),
    ("0010046", "O'Brien", "7 Quay Street", "Galway"),
    ("0010059", "Żółkiewska", "ul. Długa 3", "Kraków"),
    ("0010072", "Schröder", "Lange Straße 14", "Münster"),
    ("0010085", "Ünal", "Bahçe Sokak 9", "İzmir"),
    ("0010098", "Dubois", "5 rue de l'Église", "Lyon"),
    ("0010111", "Novák", "Hlavní 21", "Brno"),
    ("0010124", "Rossi", "Via Garibaldi 2", "Torino"),
    ("0010137", "Andersson", "Storgatan 40", "Uppsala"),
    ("0010150", "García", "Calle Mayor 16", "Sevilla"),
)


@dataclass
class Office:
    """A workspace with its console, and browsers of its people."""

    folder: Path
    engine: Engine
    store: Store
    console: Console
    begun: list[tuple[str, str]] = field(default_factory=list)
    """Schedules that were begun by hand, and by whom."""
    faults: list[tuple[str, Exception]] = field(default_factory=list)

    def ticket(self, person: Person) -> str:
        """Sign somebody in; his ticket."""
        ticket = f"ticket-of-{person.name}"
        self.store.sign_ins.begin(person.name, digest_of(ticket), digest_of(ticket))
        return ticket

    def browser(self, person: Person | None = None) -> TestClient:
        """A browser, in which somebody is signed in."""
        cookies = Cookies(f"{SITE}-8470", secure=False)
        app = self.console.site.guarded(frozenset([HOST]), cookies)
        client = TestClient(
            app, base_url=f"http://{HOST}", raise_server_exceptions=False, follow_redirects=False
        )
        client.headers["origin"] = f"http://{HOST}"
        if person is not None:
            ticket = self.ticket(person)
            client.cookies.set(cookies.visitor, ticket)
            client.headers["x-token"] = token_of(ticket)
        return client


def new_office(folder: Path, *, filled: bool = True, peopled: bool = True) -> Office:
    """An office in a folder, with the workspace's own bots and selector files."""
    prepare(folder, filled=filled, peopled=peopled)
    return opened(folder)


def prepare(folder: Path, *, filled: bool = True, peopled: bool = True) -> None:
    """Make a workspace and its ledger."""
    for name in ("bots", "selectors"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "schedules.yaml").write_text(SCHEDULES, encoding="utf-8")
    store = Engine(Workspace(folder), Settings()).store()
    for person in (*PEOPLE.values(), CHIEF) if peopled else ():
        store.people.add(person, SECRET, "the tests")
    if filled:
        fill(store)
    store.close()


def opened(folder: Path) -> Office:
    """The office of a workspace that was made."""
    engine = Engine(Workspace(folder), Settings())
    store = engine.store()
    begun: list[tuple[str, str]] = []
    faults: list[tuple[str, Exception]] = []

    def begin_now(name: str, who: str) -> str:
        begun.append((name, who))
        return store.runs.recent(1)[0].id

    console = console_of(
        engine,
        store,
        begin_now,
        Cookies(f"{SITE}-8470", secure=False),
        lambda number, error: faults.append((number, error)),
        QUICK,
    )
    at_work(store)
    return Office(folder, engine, store, console, begun, faults)


def close(office: Office) -> None:
    """Let everything go."""
    office.console.live.close()
    office.store.close()


def fill(store: Store) -> None:
    """A night that went mostly well, a run at work, one that was stopped, and questions."""
    now = datetime.now(UTC)
    night = Filling(
        store, "20261122-023001-a1c4", "update_contact", "contacts.xlsx", now - timedelta(hours=6)
    )
    night.begin(drafts(CUSTOMERS))
    night.done(8)
    night.finish("business", ItemState.REJECTED, "There is no customer 0010111 in the CRM.")
    night.finish("technical", ItemState.FAILED, "The list of customers did not load within 30 s.")
    night.doubt("After Save the screen was gone before it could be read.")
    night.done(1)
    night.end(RunState.ENDED, 3, timedelta(minutes=41))
    stopped = Filling(
        store, "20261122-070000-77f0", "create_ticket", "tickets.csv", now - timedelta(hours=2)
    )
    stopped.begin(drafts(CUSTOMERS[:5]))
    stopped.done(2)
    stopped.end(RunState.STOPPED, 1, timedelta(minutes=3), "Stopped by maria.")
    work = Filling(
        store,
        "20261122-083000-b2d9",
        "raise_credit_limit",
        "limits.csv",
        now - timedelta(minutes=9),
    )
    work.begin(drafts(CUSTOMERS, limit="2500.00"))
    work.done(4)
    work.ask(
        "Raise the limit of Żółkiewska (0010059) from 800.00 to 2,500.00?",
        {"customer": "Żółkiewska", "limit": "2,500.00"},
    )
    work.in_work()


@dataclass
class Filling:
    """Fills a run."""

    store: Store
    run: str
    bot: str
    feed: str
    began: datetime
    worker: str = field(default_factory=new_worker_name)

    def begin(self, made: list[Draft]) -> None:
        """With its feed."""
        self.store.runs.begin(
            RunRecord(
                self.run, self.bot, "fleet", RunState.QUEUED, self.feed, {}, "maria", self.began,
                None, None, "", ("web",),
            ),
            made,
        )  # fmt: skip

    def claimed(self) -> Claim:
        """The next item."""
        claim = self.store.items.claim(self.run, self.worker)
        assert claim is not None
        return claim

    def done(self, count: int) -> None:
        """Items that went well, each with a picture."""
        for _ in range(count):
            claim = self.claimed()
            step = self.store.journal.intend(claim, "save_contact", 1, "d", dict(claim.payload))
            self.store.journal.settle(claim, step, StepState.APPLIED, by="confirm", result=None)
            changes = (
                {
                    "screen": "customer",
                    "element": "street",
                    "before": "Alte Gasse 5",
                    "after": str(claim.payload.get("street")),
                },
            )
            picture = self.picture(claim, "customer saved")
            ending = Ending(
                "done",
                ItemState.DONE,
                record=f"C-{claim.key}",
                seconds=11.4,
                pictures=(picture,),
                changes=changes,
            )
            self.store.items.finish(claim, ending)

    def finish(self, outcome: str, state: ItemState, message: str) -> None:
        """An item that did not go well."""
        claim = self.claimed()
        picture = self.picture(claim, "when it failed")
        self.store.items.finish(
            claim, Ending(outcome, state, message, seconds=31.0, pictures=(picture,))
        )

    def doubt(self, message: str) -> None:
        """An item of which nobody knows whether it was entered."""
        claim = self.claimed()
        self.store.journal.intend(claim, "save_contact", 1, "d", dict(claim.payload))
        pictures = (self.picture(claim, "before save"), self.picture(claim, "after save", 2))
        self.store.items.finish(
            claim, Ending("in_doubt", ItemState.IN_DOUBT, message, pictures=pictures)
        )

    def ask(self, question: str, facts: dict[str, str]) -> None:
        """An item that waits for a person."""
        claim = self.claimed()
        asked = Question(
            question,
            {"choices": ["approve", "reject"]},
            "role:approver",
            name="approve",
            digest="d",
            facts=facts,
            four_eyes=True,
        )
        self.store.decisions.ask(claim, asked)

    def in_work(self) -> None:
        """An item in the hands of a worker."""
        claim = self.claimed()
        self.store.journal.intend(claim, "enter_limit", 1, "d", {})
        self.picture(claim, "customer opened")

    def end(self, state: RunState, code: int, took: timedelta, message: str = "") -> None:
        """It is over."""
        self.store.runs.end(self.run, state, code, message)
        with self.store.database.writing() as connection:
            ended = update(runs).where(runs.c.id == self.run).values(ended_at=self.began + took)
            connection.execute(ended)
            moved = update(items).where(items.c.run == self.run)
            connection.execute(moved.values(updated_at=self.began + took))

    def picture(self, claim: Claim, what: str, number: int = 1) -> str:
        """A picture of a screen; its place beneath the evidence folder."""
        name = f"{claim.item}-{claim.number}-{number:02}-{what.replace(' ', '-')}.jpg"
        folder = self.store.evidence / self.run / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(screen(str(claim.key), claim.payload))
        return f"{self.run}/pictures/{name}"


def drafts(customers: tuple[tuple[str, str, str, str], ...], **more: str) -> list[Draft]:
    """Rows of a workbook."""
    return [
        Draft(
            Source("contacts.xlsx", "Sheet1", row),
            account,
            {"account": account, "last_name": name, "street": street, "city": city, **more},
        )
        for row, (account, name, street, city) in enumerate(customers, 2)
    ]


def at_work(store: Store) -> None:
    """A host that serves."""
    now = datetime.now(UTC)
    here = host_name()
    store.fleet.sign_on(Host(f"{here}-4711-abcd", here, 2, ("web",), None, "0.1.0", now))


def screen(key: str, payload: object) -> bytes:
    """A screen of an old application, as a picture."""
    image = Image.new("RGB", (640, 360), "#d6d3ce")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 0, 640, 22), fill="#0a246a")
    drawing.text((8, 6), f"CRM 4.2 - Customer {key}", fill="white")
    values = dict(payload) if isinstance(payload, dict) else {}
    for line, (name, value) in enumerate(values.items()):
        top = 44 + 36 * line
        drawing.text((20, top + 6), name, fill="black")
        drawing.rectangle((150, top, 560, top + 24), fill="white", outline="#808080")
        drawing.text(
            (158, top + 6), str(value).encode("latin-1", "replace").decode("latin-1"), fill="black"
        )
    drawing.rectangle((20, 316, 110, 342), fill="#ece9d8", outline="#808080")
    drawing.text((50, 322), "Save", fill="black")
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def serve(office: Office) -> Serving:
    """Serve an office's console to real browsers; whoever calls stops it."""
    serving = Serving()
    cookies = Cookies(f"{SITE}-8470", secure=False)
    serving.on_stop(office.console.live.close)
    serving.start(office.console.site.guarded(serving.hosts(), cookies))
    return serving
