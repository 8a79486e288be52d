"""Two hosts that are cut off from the database and joined again, while both work."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash_scene import ROOT, WORKSPACE, Process, Scene
from benchmarks.crash_site import CrashSite
from benchmarks.figures import Benchmark, Figures
from benchmarks.network import DATABASE, SITE, HostLink, NoNamespacesError, cuts, two_hosts
from benchmarks.outages import is_over
from benchmarks.postgresql import NoServerError, Server, server
from demo.ledger import Ledger
from demo.server import Server as SiteServer

SEED = 20261122
BOTS = ("enter_with_look", "enter_blind")
LEASE_SECONDS = 12.0
SLOTS = 2
SLOW_MS = 500
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is done, and how often a host is cut off."""

    items: int
    """For each bot."""
    cuts: int
    apart: tuple[float, float]
    """Seconds that a cut lasts."""
    between: tuple[float, float]
    seconds: float


SHORT = Extent(15, 2, (3, 5), (2, 3), 90.0)
FULL = Extent(800, 20, (2, 25), (3, 8), 900.0)


class LinkedSite(SiteServer):
    """The site at the address that the hosts reach."""

    def server_bind(self) -> None:
        self.server_address = (SITE, 0)
        super().server_bind()

    @property
    def address(self) -> str:
        return f"http://{SITE}:{self.server_address[1]}"


def run(short: bool) -> Figures:
    """Have both hosts work, each cut off now and then; judge; settle the doubts; judge again."""
    extent = SHORT if short else FULL
    folder = Path(tempfile.mkdtemp(prefix="deskhand-two-hosts-"))
    try:
        with server() as running, two_hosts() as hosts:
            listen_to_hosts(running)
            figures = apart_and_joined(folder, running, hosts, extent)
    except (NoServerError, NoNamespacesError) as missing:
        return {"hosts": f"skipped: {missing}"}
    if any(figures[name.partition(".")[2]] for name in GOALS):
        print(f"Something is wrong; everything is kept in {folder}.", file=sys.stderr)
    else:
        shutil.rmtree(folder)
    return {f"hosts.{name}": figure for name, figure in figures.items()}


def listen_to_hosts(running: Server) -> None:
    """Let the server be reached over the hosts' links, too."""
    with (running.folder / "data" / "pg_hba.conf").open("a") as allowed:
        allowed.write("host all all 10.0.0.0/8 trust\n")
    running.stop()
    addresses = f"127.0.0.1,{DATABASE}"
    settings = f"-p {running.port} -k '' -c listen_addresses={addresses}"
    data, log = str(running.folder / "data"), str(running.folder / "log")
    running.run("pg_ctl", "-w", "-D", data, "-l", log, "-o", settings, "start")


def apart_and_joined(
    folder: Path, running: Server, hosts: Sequence[HostLink], extent: Extent
) -> dict[str, float]:
    """Cut hosts off while both work, one after the other, then let all come to its end."""
    location = running.fresh_database().replace("127.0.0.1", DATABASE)
    with site(folder) as address:
        stage = Scene(folder, address, location, LEASE_SECONDS)
        keys = {bot: [f"case-{bot}-{number:04d}" for number in range(extent.items)] for bot in BOTS}
        for bot, mine in keys.items():
            stage.begin(bot, mine, "--queue").wait()
        began = time.monotonic()
        over, done = threading.Event(), [0]
        cutting = threading.Thread(target=cut_often, args=(list(hosts), extent, over, done))
        cutting.start()
        try:
            work(stage, hosts, began + extent.seconds)
        finally:
            over.set()
            cutting.join()
        every = [key for mine in keys.values() for key in mine]
        verdict = stage.verdict(every)
        looked = {key for key, state in stage.states() if state == "in_doubt"} & {*keys[BOTS[0]]}
        seconds = time.monotonic() - began
        settle_all(stage, hosts)
        at_last = stage.verdict(every)
        return {
            "wrong": verdict.bad,
            "in_doubt_with_look": len(looked),
            "wrong_after_settling": at_last.bad + len(every) - at_last.states["done"],
            "second_entries": stage.second_entries,
            "in_doubt": verdict.states["in_doubt"],
            "done": verdict.states["done"],
            "cuts": done[0],
            "seconds": seconds,
        }


def cut_often(
    hosts: list[HostLink], extent: Extent, over: threading.Event, done: list[int]
) -> None:
    """Cut one host off after another, and join it again."""
    chance = random.Random(SEED)
    for cut in cuts(hosts, chance):
        if over.wait(chance.uniform(*extent.between)) or done[0] >= extent.cuts:
            return
        cut.begin()
        over.wait(chance.uniform(*extent.apart))
        cut.end()
        done[0] += 1


def work(stage: Scene, hosts: Sequence[HostLink], ends: float) -> None:
    """A supervisor on each host, started again when it has ended, until all is over."""
    serving: dict[str, Process] = {}
    try:
        while time.monotonic() < ends and not is_over(stage):
            for host in hosts:
                known = serving.get(host.name)
                if known is None or known.poll() is not None:
                    serving[host.name] = start(stage, host)
            time.sleep(LOOK_SECONDS)  # noqa: TID251 - processes end, they do not call
    finally:
        for process in serving.values():
            stage.end(process)


def settle_all(stage: Scene, hosts: Sequence[HostLink]) -> None:
    """Answer for every doubt as a person would, and let the hosts go on."""
    if stage.settle_doubts():
        work(stage, hosts, time.monotonic() + 60)


def start(stage: Scene, host: HostLink) -> Process:
    """`deskhand workers` on a host with a workspace and evidence of its own."""
    place = stage.folder / host.name
    if not place.exists():
        shutil.copytree(WORKSPACE, place)
    words = ["workers", "--slots", str(SLOTS), "--quiet"]
    with (stage.folder / f"{host.name}.txt").open("ab") as output:
        return subprocess.Popen(
            host.command([sys.executable, "-P", "-m", "runner", *words]),
            cwd=place,
            env=os.environ
            | {
                "DESKHAND_STORE": stage.location,
                "DESKHAND_EVIDENCE": str(place / "evidence"),
                "DESKHAND_LEASE_SECONDS": str(stage.lease_seconds),
                "PYTHONPATH": str(ROOT),
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The site with its ledger, reached over links that are never cut; gives its address."""
    shutil.copytree(WORKSPACE, folder / "workspace")
    with Ledger(folder / "ledger.jsonl") as ledger:
        serving = LinkedSite(CrashSite(ledger, SLOW_MS))
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield serving.address
        finally:
            serving.shutdown()
            thread.join()
            serving.server_close()


GOALS = {f"hosts.{name}": 0.0 for name in ("wrong", "in_doubt_with_look", "wrong_after_settling")}

BENCHMARK = Benchmark(
    name="two_hosts",
    summary="two hosts, cut off from the database and joined again, while both work",
    goals=GOALS,
    run=run,
    notes="""Half of the cuts take the link down; in the other half what the host sends arrives and no
answer comes back. The site stays within reach of both. Leases of 12 s, cuts of 2 to 25 s.""",
)
