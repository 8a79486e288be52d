"""Whatever a file was damaged into, it is read or refused in a sentence; nothing else happens."""

import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from runner.feeds import FeedError, drafts, open_feed
from runner.feeds.compound_file import read_stream
from tests.unit.feeds.conftest import Contact

FILES = Path(__file__).parent / "files"
Book = Callable[..., Path]


def damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 5, 20])):
        place = chance.randrange(len(changed))
        if chance.random() < 0.6:
            changed[place] = chance.randrange(256)
        elif chance.random() < 0.5 and len(changed) > 100:
            del changed[place : place + chance.randrange(1, 50)]
        else:
            changed[place:place] = chance.randbytes(chance.randrange(1, 9))
    return bytes(changed)


def read_or_refused(path: Path) -> None:
    with suppress(FeedError), open_feed(path) as feed:
        for draft in drafts(Contact, ("account",), feed):
            assert (draft.payload is None) == bool(draft.problems)


@pytest.mark.parametrize("name", ["contacts.xls", "calculated.xls", "calculated.ods"])
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    chance = random.Random(f"{name}{seed}")
    content = (FILES / name).read_bytes()

    for number in range(15):
        path = tmp_path / f"{number}{Path(name).suffix}"
        path.write_bytes(damaged(content, chance))
        read_or_refused(path)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_part_of_a_workbook_is_read_or_refused(
    tmp_path: Path, book: Book, seed: int
) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(book([["account", "visits"], ["0012", 1], ["0013", 2]])) as package:
        parts = {part.filename: package.read(part) for part in package.infolist()}

    for number in range(15):
        chosen = chance.choice(list(parts))
        path = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, damaged(content, chance) if name == chosen else content)
        read_or_refused(path)


def test_a_container_whose_tables_run_in_a_circle_ends() -> None:
    content = bytearray((FILES / "contacts.xls").read_bytes())
    struct.pack_into("<II", content, 68, 0, 0xFFFFFFF0)
    struct.pack_into("<I", content, 512 + 508, 0)

    with pytest.raises(ValueError, match="the container is damaged"):
        read_stream(bytes(content), ("Workbook",))


@pytest.mark.parametrize("length", [0, 40, 512, 700, 2_000])
def test_a_container_that_is_cut_off_is_damaged(length: int) -> None:
    content = (FILES / "calculated.xls").read_bytes()[:length]

    with pytest.raises(ValueError, match="the container is damaged"):
        read_stream(content, ("Workbook",))


def test_what_the_reader_gives_up_on_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException

    monkeypatch.setattr("runner.feeds.workbook.CalamineWorkbook.from_filelike", panic)
    with pytest.raises(FeedError, match="no workbook can be made out in it"):
        open_feed(FILES / "contacts.xls")


def test_an_encoding_that_nobody_knows_is_damage(tmp_path: Path, book: Book) -> None:
    with zipfile.ZipFile(book([["account"]])) as package:
        parts = {part.filename: package.read(part) for part in package.infolist()}
    with zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as package:
        for name, content in parts.items():
            known = content.lstrip()
            odd = b"<?xml version='1.0' encoding='HTF-8'?><x/>"
            package.writestr(name, odd if name == "xl/workbook.xml" else known)

    with pytest.raises(FeedError, match=r"its part 'xl/workbook\.xml' is broken"):
        open_feed(tmp_path / "odd.xlsx")
