"""Deskhand and its peers for the same race: how each is given its work, started, and asked what is left."""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket

from benchmarks.crash_scene import ROOT
from benchmarks.postgresql import Server
from runner.item import ItemState
from runner.store.outcomes import Wanted
from runner.store.store import Store, open_store

PROGRAMS = Path(__file__).with_name("peer_programs")
WORKSPACE = Path(__file__).with_name("peer_workspace")
CACHE = Path.home() / ".cache" / "deskhand-peers" / "venv"
ASK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where one contestant works: its folder, the site, its database or broker."""

    folder: Path
    site: str
    server: str
    chance: float

    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        return os.environ | {
            "PEER_PLACE": str(self.folder),
            "PEER_SITE": self.site,
            "PEER_SERVER": self.server,
            "PEER_CHANCE": str(self.chance),
            "DESKHAND_STORE": self.server or "store.db",
            "DESKHAND_EVIDENCE": str(self.folder / "evidence"),
            "DESKHAND_LEASE_SECONDS": "12",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, command: Sequence[str], *, may_die: bool = True) -> "subprocess.Popen[bytes]":
        """A program in this place; what it says is kept."""
        spared = {} if may_die else {"PEER_CHANCE": "0"}
        with (self.folder / "output.txt").open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment() | spared,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to have keys entered."""

    name: str
    submit: Callable[[Place, Sequence[str]], None]
    work: Callable[[Place], list[str]]
    """The command that works what is there; started again whenever it has ended."""
    left: Callable[[Place], set[str]]
    """The keys that it has not finished with."""
    processes: int = 1
    """How many of that command; each may start more."""
    server: str = ""
    """`postgresql` or `redis`, where it needs one."""
    packages: tuple[str, ...] = ()
    """What a peer needs to be installed."""
    doubts: Callable[[Place], set[str]] = field(default=lambda _: set())
    """The keys of which it says that it does not know."""


def peer(name: str, *packages: str, server: str = "", processes: int = 1) -> Contestant:
    """A peer by its program in `peer_programs`."""
    program = [str(CACHE / "bin" / "python"), str(PROGRAMS / f"{name}_program.py")]

    def submit(place: Place, keys: Sequence[str]) -> None:
        del keys
        code = place.start([*program, "submit"], may_die=False).wait()
        if code:
            raise ContestantError(name, f"submit ended with {code}")

    def left(place: Place) -> set[str]:
        asked = subprocess.run(
            [*program, "left"],
            cwd=place.folder,
            env=place.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=ASK_SECONDS,
        )
        if asked.returncode:
            raise ContestantError(name, asked.stderr.strip()[-300:])
        return set(json.loads(asked.stdout.strip().splitlines()[-1]))

    return Contestant(name, submit, lambda _: [*program, "work"], left, processes, server, packages)


def deskhand(name: str, bot: str, server: str = "") -> Contestant:
    """Deskhand with a bot: on one machine by `resume`, on PostgreSQL by two hosts."""
    command = [sys.executable, "-P", "-m", "runner"]

    def submit(place: Place, keys: Sequence[str]) -> None:
        shutil.copytree(WORKSPACE, place.folder, dirs_exist_ok=True)
        feed = place.folder / "feed.json"
        feed.write_text(json.dumps([{"key": key} for key in keys]), encoding="utf-8")
        words = ["run", bot, "--from", str(feed), "--queue"]
        code = place.start([*command, *words], may_die=False).wait()
        if code:
            raise ContestantError(name, f"`run --queue` ended with {code}")

    def work(_: Place) -> list[str]:
        slots = "2" if server else "4"
        return [*command, "workers", "--slots", slots, "--quiet"]

    def keys_in(place: Place, *states: ItemState) -> set[str]:
        with store_of(place) as store:
            return {i.key or "" for s in states for i in store.outcomes.find(Wanted(state=s))}

    def left(place: Place) -> set[str]:
        return keys_in(place, ItemState.NEW, ItemState.WORKING)

    def doubts(place: Place) -> set[str]:
        return keys_in(place, ItemState.IN_DOUBT)

    processes = 2 if server else 1
    return Contestant(name, submit, work, left, processes, server, doubts=doubts)


@contextmanager
def store_of(place: Place) -> Iterator[Store]:
    """Deskhand's store, looked at from outside."""
    store = open_store(place.server or "store.db", place.folder, place.folder / "evidence")
    try:
        yield store
    finally:
        store.close()


CONTESTANTS = (
    deskhand("deskhand", "enter_with_look"),
    deskhand("deskhand_blind", "enter_blind"),
    deskhand("deskhand_fleet", "enter_with_look", "postgresql"),
    deskhand("deskhand_fleet_blind", "enter_blind", "postgresql"),
    peer(
        "openorchestrator", "OpenOrchestrator", "psycopg[binary]", server="postgresql", processes=4
    ),
    peer("procrastinate", "procrastinate", "psycopg[binary]", server="postgresql", processes=4),
    peer("celery", "celery", "redis", server="redis"),
    peer("huey", "huey"),
    peer("dbos", "dbos"),
)


class ContestantError(Exception):
    """A contestant could not be used as it should be."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


def install(contestant: Contestant) -> None:
    """Install a peer into the environment that all peers share, in the cache folder.

    Raises:
        ContestantError: pip could not.
    """
    if not contestant.packages:
        return
    python = CACHE / "bin" / "python"
    if not python.exists():
        venv.create(CACHE, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", *contestant.packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["pip failed"]
        raise ContestantError(contestant.name, said[-1])


@contextmanager
def serving(contestant: Contestant, folder: Path, running: Server | None) -> Iterator[str]:
    """The URL of the database or broker that a contestant needs; empty where it needs none.

    Raises:
        ContestantError: there is none here.
    """
    if contestant.server == "postgresql":
        if running is None:
            raise ContestantError(contestant.name, "no PostgreSQL here")
        url = running.fresh_database()
        yield url.replace("://", "+psycopg://") if contestant.name == "openorchestrator" else url
    elif contestant.server == "redis":
        with redis(contestant, folder) as url:
            yield url
    else:
        yield ""


@contextmanager
def redis(contestant: Contestant, folder: Path) -> Iterator[str]:
    """A Redis that syncs every write before it answers, with a folder of its own."""
    if shutil.which("redis-server") is None:
        raise ContestantError(contestant.name, "no Redis here: sudo apt-get install redis-server")
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
    places = ["--port", port, "--bind", "127.0.0.1", "--dir", str(folder)]
    with (folder / "redis.txt").open("wb") as output:
        process = subprocess.Popen(["redis-server", *places, *durable], stdout=output)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()
