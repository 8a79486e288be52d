"""Files that cannot feed a run: one clear sentence each."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.errors import ExitCode
from runner.feeds import FeedError, open_feed
from runner.feeds import intake as intake_module
from runner.feeds import package as package_module
from runner.item import Draft

Book = Callable[..., Path]
Read = Callable[..., list[Draft]]
WithPart = Callable[[Path, str, Callable[[bytes], bytes]], Path]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def sentence(path: Path) -> str:
    with pytest.raises(FeedError) as caught, open_feed(path):
        pass
    assert caught.value.exit_code is ExitCode.USAGE
    return caught.value.sentence()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_no_such_file_names_the_near_miss(tmp_path: Path) -> None:
    written(tmp_path / "contacts.xlsx", b"x")

    assert sentence(tmp_path / "contact.xlsx") == (
        f"There is no file 'contact.xlsx' in {str(tmp_path)!r}. Did you mean 'contacts.xlsx'?"
    )


def test_no_such_folder(tmp_path: Path) -> None:
    path = tmp_path / "no" / "contacts.xlsx"

    assert sentence(path) == (
        f"There is no folder {str(path.parent)!r}, so no file 'contacts.xlsx' in it. Check the path."
    )


def test_a_folder_lists_its_files(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", b"x")

    assert sentence(tmp_path) == (
        f"{str(tmp_path)!r} is a folder, not a file. Name one of its files: 'a.csv'."
    )


def test_empty_file(tmp_path: Path) -> None:
    assert sentence(written(tmp_path / "a.xlsx", b"")) == (
        "'a.xlsx' is empty (0 bytes). Save or export it again."
    )


def test_truncated_workbook(book: Book, tmp_path: Path) -> None:
    whole = book([["account"]]).read_bytes()

    assert sentence(written(tmp_path / "cut.xlsx", whole[: len(whole) // 2])) == (
        "'cut.xlsx' is damaged: it begins like a workbook but its end is missing. "
        "Save, copy or download it again."
    )


def test_flipped_bytes_inside_a_workbook(book: Book) -> None:
    path = book([["account"], *[[f"value {n}"] for n in range(500)]])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        start = package.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    content[start : start + 20] = bytes(20)

    assert sentence(written(path, bytes(content))).startswith(
        "'contacts.xlsx' is damaged: its part 'xl/worksheets/sheet1.xml' "
    )


def test_password_protected_workbook(tmp_path: Path) -> None:
    content = OLE + "EncryptedPackage".encode("utf-16-le")

    assert sentence(written(tmp_path / "a.xlsx", content)) == (
        "'a.xlsx' is protected by a password and cannot be read. Save a copy without a password."
    )


def test_an_old_word_document_is_no_workbook(tmp_path: Path) -> None:
    content = OLE + "WordDocument".encode("utf-16-le")

    assert sentence(written(tmp_path / "a.xls", content)).startswith(
        "'a.xls' is an old Office file but no workbook, which is not read."
    )


def test_macros_are_ignored_and_said(book: Book, with_part: WithPart) -> None:
    path = with_part(
        book([["account"], ["a"]], name="a.xlsm"), "xl/vbaProject.bin", lambda _: b"macro"
    )

    with open_feed(path) as feed:
        assert feed.notes == ("'a.xlsm' holds macros; they are ignored.",)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>account</td></tr></table></html>",
        b"\xef\xbb\xbf\r\n<!DOCTYPE HTML PUBLIC>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        b'<meta charset="utf-8"><table>',
    ],
)
def test_a_web_page_saved_as_a_workbook(tmp_path: Path, content: bytes) -> None:
    assert sentence(written(tmp_path / "a.xls", content)) == (
        "'a.xls' is a web page, not a workbook, whatever its name says. "
        "Open it in a spreadsheet program and save it as .xlsx."
    )


def test_csv_renamed_to_a_workbook(tmp_path: Path) -> None:
    assert sentence(written(tmp_path / "a.xlsx", b"account,name\n1,2\n")) == (
        "'a.xlsx' is no workbook but plain text. Rename it to .csv, or save it as a workbook."
    )


def test_a_workbook_with_the_wrong_ending_is_read_all_the_same(book: Book, read: Read) -> None:
    path = book([["account"], ["a"]])

    assert [draft.key for draft in read(path.rename(path.with_suffix(".csv")))] == ["a"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7", "a PDF document"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"<?xml version='1.0'?><Workbook/>", "an XML file"),
    ],
)
def test_foreign_files(tmp_path: Path, content: bytes, what: str) -> None:
    assert sentence(written(tmp_path / "a.csv", content)) == (
        f"'a.csv' is {what}, which is not read. Save it as .xlsx, .ods, .csv or JSON."
    )


def test_any_other_zip_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("word/document.xml", "<w/>")

    assert "is a zip archive but no workbook" in sentence(tmp_path / "a.xlsx")


def test_zip_bomb_by_ratio(book: Book, with_part: WithPart) -> None:
    path = with_part(book([["account"]]), "xl/bomb.xml", lambda _: b" " * (60 * 2**20))

    message = sentence(path)
    assert message.startswith("'contacts.xlsx' was not opened: its part 'xl/bomb.xml' unpacks to ")
    assert message.endswith("copy its rows into a new workbook and save that.")


def test_zip_bomb_by_size(book: Book, with_part: WithPart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "MAX_BYTES", 2**20)
    path = with_part(book([["account"]]), "xl/bomb.xml", lambda _: b" " * (3 * 2**20))

    assert "unpacked it is 3 MB, more than 1 MB" in sentence(path)


def test_zip_bomb_that_lies_about_its_size(book: Book, with_part: WithPart) -> None:
    path = with_part(book([["account"]]), "xl/bomb.xml", lambda _: b"<a>" + b" " * 2**20)
    content = path.read_bytes()
    size = (2**20 + 3).to_bytes(4, "little")
    assert content.count(size) == 2
    written(path, content.replace(size, (99).to_bytes(4, "little")))

    assert "its part 'xl/bomb.xml' cannot be unpacked" in sentence(path)


def test_a_part_that_is_packed_in_an_unknown_way(book: Book) -> None:
    path = book([["account"]])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        for part in package.infolist():
            content[part.header_offset + 8] = 98
    central = content.index(b"PK\x01\x02")
    while central >= 0:
        content[central + 10] = 98
        central = content.find(b"PK\x01\x02", central + 1)

    assert "cannot be unpacked" in sentence(written(path, bytes(content)))


def test_too_many_parts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        for number in range(5_001):
            package.writestr(f"{number}", "")

    assert "it has 5,001 parts, more than 5,000" in sentence(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/x.data"])
def test_entities_are_refused_before_anything_is_parsed(
    book: Book, with_part: WithPart, doctype: bytes, part: str
) -> None:
    def with_doctype(content: bytes) -> bytes:
        end = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
        return content[:end] + b"<!-- -->\n" + doctype + (content[end:] or b"<x/>")

    path = with_part(book([["account"]]), part, with_doctype)

    assert f"its part {part!r} defines entities, which no honest workbook does" in sentence(path)


def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.csv", b"account\n1\n")
    copied = intake_module._copied

    def copied_while_it_grows(*arguments: object) -> object:
        result = copied(*arguments)  # type: ignore[arg-type]
        with path.open("ab") as file:
            file.write(b"2\n")
        return result

    monkeypatch.setattr(intake_module, "_copied", copied_while_it_grows)

    assert sentence(path) == (
        "'a.csv' changed while it was being read. "
        "Wait until it is saved or copied completely, then try again."
    )


def test_a_workbook_that_is_open_elsewhere_is_said(book: Book, tmp_path: Path) -> None:
    path = book([["account"]])
    written(tmp_path / "~$contacts.xlsx", b"Erika")

    with open_feed(path) as feed:
        assert feed.notes == (
            "'contacts.xlsx' is open in a spreadsheet program; what was last saved is used.",
        )


def test_a_file_that_nobody_lets_us_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.csv", b"x")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert sentence(path) == ("'a.csv' cannot be read: permission denied. Check who may read it.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    assert sentence(tmp_path / "pipe.csv") == (
        "'pipe.csv' cannot be read: it is a device, not a file. Check who may read it."
    )
