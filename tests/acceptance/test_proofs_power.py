"""Power cuts, simulated from a trace: what was synced is there, whatever became of the rest."""

from pathlib import Path

import pytest

from benchmarks.power_cuts import Trace, cut, traced
from benchmarks.power_trace import Call, Disk, calls

pytestmark = [pytest.mark.timeout(300)]

FOLDER = "/disk"


def hexed(text: str) -> str:
    return "".join(f"\\x{ord(letter):02x}" for letter in text)


def wrote(name: str, text: str, at: int = 0) -> Call:
    return Call(1, "pwrite64", f"{FOLDER}/{name}", text.encode(), at)


def sync(place: str, process: int = 1) -> tuple[Call, Call]:
    path = f"{FOLDER}/{place}".rstrip("/")
    return Call(process, "fdatasync", path), Call(process, "fdatasync", path, ended=True)


def test_a_trace_is_read_as_it_was_written() -> None:
    file = f"6<{hexed('/disk/a')}>"
    lines = [
        f'7  pwrite64({file}, "{hexed("hello")}", 5, 4096) = 5',
        f"7  fdatasync({file} <unfinished ...>",
        f'8  pwrite64({file}, "{hexed("late")}", 4, 0 <unfinished ...>',
        "7  <... fdatasync resumed>)          = 0",
        f"8  ftruncate({file}, 12) = 0",
        f'8  unlink("{hexed("/disk/b")}") = 0',
        f'8  unlink("{hexed("/disk/c")}") = -1 ENOENT (No such file or directory)',
    ]

    assert list(calls(lines)) == [
        Call(7, "pwrite64", "/disk/a", b"hello", 4096),
        Call(7, "fdatasync", "/disk/a"),
        Call(8, "pwrite64", "/disk/a", b"late", 0),
        Call(7, "fdatasync", "/disk/a", ended=True),
        Call(8, "ftruncate", "/disk/a", number=12),
        Call(8, "unlink", "/disk/b"),
    ]


def test_only_what_a_sync_covered_survives_and_only_where_the_name_was_synced_too() -> None:
    disk = Disk(FOLDER)
    begins, ends = sync("a")
    for call in (wrote("a", "first"), begins, wrote("a", "second", 5), ends):
        disk.take(call)
    assert disk.after_cut(None) == {}

    for call in sync(""):
        disk.take(call)
    assert disk.after_cut(None) == {"a": b"first"}

    disk.take(Call(1, "unlink", f"{FOLDER}/a"))
    assert disk.after_cut(None) == {"a": b"first"}
    for call in sync(""):
        disk.take(call)
    assert disk.after_cut(None) == {}


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    found = traced(tmp_path_factory.mktemp("power"), 3)
    if found is None:
        pytest.skip("no strace here: sudo apt-get install strace")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("torn", [False, True])
def test_nothing_that_was_told_is_lost_by_a_power_cut(
    tmp_path: Path, trace: Trace, torn: bool
) -> None:
    found = cut(trace, tmp_path, 20, torn=torn)

    assert found.told >= 3
    assert (found.lost, found.damaged) == ([], [])


@pytest.mark.slow
def test_a_store_that_does_not_sync_its_log_is_found_out(tmp_path: Path, trace: Trace) -> None:
    assert cut(trace, tmp_path, 20, deaf_to="-wal").lost
