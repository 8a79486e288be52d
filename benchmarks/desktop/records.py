"""Records entered, changed and read back in programs of three toolkits, against their own files."""

import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benchmarks.figures import Figures
from runner.drivers.desktop import DesktopOptions, DesktopSession, open_desktop
from runner.errors import DeskhandError
from runner.screens.load import load
from runner.secret import Secret
from runner.waiting import pause
from runner.words import OnScreen

SELECTORS = Path(__file__).parent / "selectors"
SEED = 20261122
LIMIT_SECONDS = 30.0
CHANGED = 5
SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz",
    "äöüßéèñçø",
    "αβγδεζηθικλμ",
    "абвгдежзийкл",
    "中文名字客户订单",
    "محمدعليحسن",
    "@#{}[]|~/'&%+-",
)
Record = tuple[str, str]
"""A name and a city."""


class LateError(Exception):
    """A program did not come to it in time."""


@dataclass(slots=True)
class Tally:
    """What became of the records of one program."""

    wanted: dict[str, Record] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    """Those with which an error was raised: they are not silent."""
    seconds: float = 0.0

    def enter(self, key: str, record: Record, work: Callable[[], None]) -> None:
        """One record; an error counts for it."""
        self.wanted[key] = record
        begun = time.monotonic()
        try:
            work()
        except (DeskhandError, LateError) as error:
            print(f"{key}: {error}")
            self.failed.add(key)
        self.seconds += time.monotonic() - begun

    def wrong(self, kept: Mapping[str, Record]) -> set[str]:
        """Those of which the program's file says something else."""
        return {key for key, record in self.wanted.items() if kept.get(key) != record}


def record(chance: random.Random) -> Record:
    """A name and a city, each in a script of its own."""
    name, city = (chance.choice(SCRIPTS) for _ in range(2))
    return (
        "".join(chance.choices(name, k=chance.randint(3, 20))) + " x",
        "".join(chance.choices(city, k=chance.randint(3, 12))) + " y",
    )


def times(number: int) -> int:
    """How often a record is entered: every fifth is changed."""
    return 2 if number % CHANGED == 0 else 1


def until(so: Callable[[], object]) -> None:
    """Waits for something that a program does by the side."""
    limit = time.monotonic() + LIMIT_SECONDS
    while not so():
        if time.monotonic() > limit:
            raise LateError("it did not come about")
        pause(0.01, because="a program writes its file when it has got to it")


@contextmanager
def at_work(name: str, home: Path, address: Path) -> Iterator[DesktopSession]:
    """A program on a display of its own, with a home of its own."""
    app = load(SELECTORS / f"{name}.yaml")
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "LANG": "C.UTF-8"}
    app = replace(app, program=replace(app.program, environment=own))
    session = open_desktop(app, _nobody, DesktopOptions(address=str(address), workspace=home))
    try:
        session.sign_in()
        yield session
    finally:
        session.close()


def _nobody(name: str) -> Secret:
    raise AssertionError(name)


def files(home: Path, count: int) -> tuple[Tally, dict[str, Record]]:
    """GTK 3: records are files of an editor."""
    chance, tally = random.Random(SEED), Tally()
    kept: dict[str, Record] = {}
    file = home / "record.txt"
    file.write_text("")
    with at_work("mousepad", home, file) as program:
        for number in range(count):
            key = f"file {number}"
            for _ in range(times(number)):
                wanted = record(chance)
                tally.enter(key, wanted, partial(_save, program, file, "\n".join(wanted)))
            name, _, city = file.read_text().partition("\n")
            kept[key] = (name, city)
    return tally, kept


def _save(program: DesktopSession, file: Path, wanted: str) -> None:
    editor = program.on("editor").fill(text=wanted)
    if editor.read("text") != wanted:
        raise LateError("the screen shows something else")
    editor.press("save")
    until(lambda: file.read_text() == wanted)


def rows(home: Path, count: int) -> tuple[Tally, dict[str, Record]]:
    """Qt 5: records are rows of a table in a database browser."""
    chance, tally = random.Random(SEED + 1), Tally()
    file = home / "customers.db"
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("create table customers(id integer primary key, name text, city text)")
    with at_work("sqlitebrowser", home, file) as program:
        for number in range(1, count + 1):
            key, wanted = str(number), record(chance)
            tally.enter(key, wanted, partial(_row, program, key, wanted))
            if times(number) > 1:
                wanted = (record(chance)[0], wanted[1])
                tally.enter(key, wanted, partial(_change, program, key, wanted[0]))
        program.on("browse").press("write")
        until(lambda: len(_kept(file)) == count)
    return tally, _kept(file)


def _row(program: DesktopSession, key: str, wanted: Record) -> None:
    browse = program.on("browse").press("new_record")
    until(lambda: key in _shown(browse))
    for column, value in zip(("name", "city"), wanted, strict=True):
        _cell(browse, key, column, value)


def _cell(browse: OnScreen, key: str, column: str, value: str) -> None:
    """The program reads the row anew by the side, and puts what it has read into the field."""
    browse.press(f"{column}_cell", row=key).wait_for("is_null")
    browse.fill(cell=value).press("apply").wait_for("is_null", gone=True)
    until(lambda: _shown(browse)[key][column] == value)


def _change(program: DesktopSession, key: str, name: str) -> None:
    browse = program.on("browse").press("name_cell", row=key)
    was = _shown(browse)[key]["name"]
    until(lambda: browse.read("cell") == was)
    browse.fill(cell=name).press("apply")
    until(lambda: _shown(browse)[key]["name"] == name)


def _shown(browse: OnScreen) -> dict[str, dict[str, str]]:
    return {one["id"]: one for one in browse.rows("customers")}


def _kept(file: Path) -> dict[str, Record]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
        found = base.execute("select id, name, city from customers").fetchall()
    return {str(key): (name, city) for key, name, city in found}


def statements(home: Path, count: int) -> tuple[Tally, dict[str, Record]]:
    """Java: records are rows of a database that is worked by statements."""
    chance, tally = random.Random(SEED + 2), Tally()
    base = home / "base" / "customers"
    with at_work("hsqldb", home, base) as program:
        columns = "id varchar(9) primary key, name varchar(99), city varchar(99)"
        _run(program, f"create table customers({columns})", "one")
        for number in range(count):
            key, wanted = f"k{number}", record(chance)
            said = f"insert into customers values({_quoted((key, *wanted))})"
            tally.enter(key, wanted, partial(_told, program, key, said, wanted))
            if times(number) > 1:
                wanted = (record(chance)[0], wanted[1])
                said = f"update customers set name = {_quoted((wanted[0],))} where id = '{key}'"
                tally.enter(key, wanted, partial(_told, program, key, said, wanted))
    script = base.with_suffix(".script")
    until(script.exists)
    return tally, _written(script, tally)


def _run(program: DesktopSession, statement: str, done: str) -> None:
    program.on("manager").fill(statement=statement).press("execute").wait_for(done)


def _told(program: DesktopSession, key: str, statement: str, wanted: Record) -> None:
    none = "select * from customers where id = ''"
    _run(program, none, "none")
    _run(program, statement, "one")
    _run(program, none, "none")
    asked = f"select * from customers where id = '{key}' union all values('', '', '')"
    _run(program, asked, "two")
    found = sorted(tuple(one.values()) for one in program.on("manager").rows("result"))
    if found[1:] != [(key, *wanted)]:
        raise LateError("the screen shows something else")


def _written(script: Path, tally: Tally) -> dict[str, Record]:
    """HyperSQL writes everything past ASCII by its number."""
    text = script.read_text()
    kept = {}
    for key, wanted in tally.wanted.items():
        values = "".join(
            one if ord(one) < 128 else f"\\u{ord(one):04x}" for one in _quoted((key, *wanted))
        )
        if f"INSERT INTO CUSTOMERS VALUES({values})" in text:
            kept[key] = wanted
    return kept


def _quoted(values: tuple[str, ...]) -> str:
    return ",".join("'" + one.replace("'", "''") + "'" for one in values)


PROGRAMS = {"gtk 3": files, "qt 5": rows, "java": statements}


def measure(*, short: bool) -> Figures:
    """500 records; 30 when short."""
    counts = (10, 10, 10) if short else (200, 150, 150)
    total = wrong = silent = 0
    figures: dict[str, float] = {}
    for (name, work), count in zip(PROGRAMS.items(), counts, strict=True):
        home = Path(tempfile.mkdtemp(prefix="deskhand-desktop-records-"))
        tally, kept = work(home, count)
        bad = tally.wrong(kept)
        total += len(tally.wanted)
        wrong += len(bad)
        silent += len(bad - tally.failed)
        figures[f"records.{name}.seconds_each"] = round(tally.seconds / len(tally.wanted), 2)
        shutil.rmtree(home, ignore_errors=True)
    return {"records.n": total, "records.wrong": wrong, "records.silent": silent, **figures}
