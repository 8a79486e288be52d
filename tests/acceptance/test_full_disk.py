"""A disk that is really full, before a step and inside it: nothing is entered that cannot be kept."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Deskhand

pytestmark = pytest.mark.timeout(180)

BOT = '''
"""Enter names into a list beside a disk that somebody fills."""
from datetime import timedelta
from pathlib import Path
from pydantic import BaseModel
from runner import bot, step

LEFT, WHERE = {left}, "{where}"
HERE = Path(__file__).parent.parent

class Case(BaseModel):
    name: str

def fill(where: str) -> None:
    """Leave so many bytes free, once."""
    full = Path("{disk}", "full")
    if where != WHERE or (HERE / "filled").exists():
        return
    (HERE / "filled").touch()
    with full.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - LEFT))

def is_there(case: Case) -> bool:
    return case.name in (HERE / "entered").read_text()

@step(verify=is_there, settle=timedelta(0))
def put(case: Case) -> str:
    with (HERE / "entered").open("a") as file:
        file.write(case.name)
    if case.name == "b":
        fill("inside")
    return f"R{{case.name}}"

@bot(key="name")
def put_name(case: Case) -> str:
    if case.name == "b":
        fill("before")
    return put(case)
'''


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one's own, just large enough for a run to begin."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=230m,mode=700", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    ("where", "left", "entered"),
    [("before", 0, "a"), ("before", 1_000_000, "a"), ("inside", 0, "ab")],
)
def test_full_disk_stops_the_run_before_an_act_and_resume_goes_on(
    deskhand: Deskhand, tmp_path: Path, disk: Path, where: str, left: int, entered: str
) -> None:
    workspace = tmp_path / "workspace"
    for name in ("bots", "selectors"):
        (workspace / name).mkdir(parents=True)
    text = BOT.format(disk=disk, left=left, where=where)
    (workspace / "bots" / "put_name.py").write_text(text)
    feed = workspace / "cases.json"
    feed.write_text(json.dumps([{"name": name} for name in "abc"]))
    places = {"DESKHAND_STORE": f"{disk}/store/s.db", "DESKHAND_EVIDENCE": f"{disk}/evidence"}
    run = deskhand("run", "put_name", "--from", str(feed), cwd=workspace, **places)
    once = (workspace / "entered").read_text()
    (disk / "full").unlink()
    resumed = deskhand("resume", "--json", cwd=workspace, **places)

    assert run.code == 4, run.said
    assert once == entered
    assert run.said.count("`deskhand resume`") == 1
    assert "Traceback" not in run.said
    assert (resumed.code, resumed.json[0]["items"]["done"]) == (0, 3)
    assert (workspace / "entered").read_text() == "abc"
