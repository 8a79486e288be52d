"""CSV and its relatives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.feeds import FeedError, open_feed
from runner.item import Draft

Read = Callable[..., list[Draft]]


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "c.csv"
        path.write_bytes(content)
        return path

    return write


CsvFile = Callable[[bytes], Path]


@pytest.mark.parametrize(
    ("encoding", "name", "said"),
    [
        ("utf-8", "Größe 王 Ελλ", "UTF-8"),
        ("utf-8-sig", "Größe 王", "UTF-8"),
        ("utf-16", "王小明", "UTF-16"),
        ("utf-16-le", "Müller", "UTF-16"),
        ("utf-16-be", "Müller", "UTF-16"),
        ("gb18030", "王小明", "GB18030 (Chinese)"),
        ("cp1252", "Größe", "Windows-1252 (Western European)"),
        ("cp1252", "Müller – é", "Windows-1252 (Western European)"),
    ],
)
def test_the_encoding_is_found_and_said(
    csv_file: CsvFile, read: Read, encoding: str, name: str, said: str
) -> None:
    path = csv_file(f"account;name\n0012;{name}\n".encode(encoding))

    (draft,) = read(path)

    assert draft.payload is not None
    assert (draft.key, draft.payload["name"]) == ("0012", name)
    with open_feed(path) as feed:
        assert feed.notes == (f"Read as {said}, separated by semicolon.",)


def test_an_encoding_can_be_named(csv_file: CsvFile, read: Read) -> None:
    (draft,) = read(csv_file("account,name\n1,Ελλη\n".encode("cp1253")), encoding="cp1253")

    assert draft.payload is not None
    assert draft.payload["name"] == "Ελλη"


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("klingon", "'c.csv' cannot be read as a table: there is no encoding 'klingon'."),
        ("utf-8", "'c.csv' cannot be read as a table: it is not in 'utf-8'."),
    ],
)
def test_a_named_encoding_that_does_not_fit(
    csv_file: CsvFile, encoding: str, sentence: str
) -> None:
    with pytest.raises(FeedError) as caught:
        open_feed(csv_file(b"account\n\xff\n"), encoding=encoding)

    assert caught.value.message == sentence


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(csv_file: CsvFile, read: Read, separator: str) -> None:
    rows = [["account", "name"], ["1", '"a,b;c\td"'], ["2", "x"]]
    content = "\n".join(separator.join(row) for row in rows)

    first, second = read(csv_file(content.encode()))

    assert first.payload is not None
    assert (first.payload["name"], second.key) == ("a,b;c\td", "2")


def test_the_separator_line_of_spreadsheet_programs_is_obeyed(
    csv_file: CsvFile, read: Read
) -> None:
    (draft,) = read(csv_file(b"sep=;\naccount;name\n1;a,b,c\n"))

    assert draft.payload is not None
    assert (draft.payload["name"], draft.source.row) == ("a,b,c", 3)


def test_line_breaks_in_quotes_are_kept_and_rows_count_as_in_a_spreadsheet(
    csv_file: CsvFile, read: Read
) -> None:
    first, second = read(csv_file(b'account,name\r\n1,"a\r\nb"\r\n2,x\r\n'))

    assert first.payload is not None
    assert (first.payload["name"], first.source.row, second.source.row) == ("a\nb", 2, 3)


def test_a_row_with_more_values_than_columns_is_rejected(csv_file: CsvFile, read: Read) -> None:
    good, bad = read(csv_file(b"account,name\n1,a\n2,Smith, John\n"))

    assert good.problems == ()
    assert [str(problem) for problem in bad.problems] == [
        (
            "the row has 3 values for 2 columns: "
            "perhaps a separator inside a value without quotation marks"
        )
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'account,name\n1,"a\n2,b\n', "a quotation mark is opened and never closed"),
        (b'account,name\n1,"a"b\n', "in line 2 text follows a closing quotation mark"),
        (
            b"account,name\n1," + b"x" * 1_100_000 + b"\n",
            "a cell that ends at line 2 is longer than 1,048,576 characters",
        ),
    ],
)
def test_what_is_no_table(csv_file: CsvFile, read: Read, content: bytes, reason: str) -> None:
    with pytest.raises(FeedError) as caught:
        read(csv_file(content))

    assert caught.value.message == f"'c.csv' cannot be read as a table: {reason}."


def test_text_that_looks_like_a_formula_stays_text(csv_file: CsvFile, read: Read) -> None:
    (draft,) = read(csv_file(b"account,name\n1,=HYPERLINK(1)\n"))

    assert draft.payload is not None
    assert draft.payload["name"] == "=HYPERLINK(1)"


def test_a_nul_character_is_a_problem_of_its_cell(csv_file: CsvFile, read: Read) -> None:
    bad, good = read(csv_file(b"account,name\n1,a\0b\n2,b\n"))

    assert [str(problem) for problem in bad.problems] == [
        "cell B2 name: 'a�b' holds the control character U+0000: type it again"
    ]
    assert good.problems == ()


def test_a_feed_may_be_closed_before_its_last_row_was_wanted(csv_file: CsvFile) -> None:
    path = csv_file(b"account,name\n" + b"1,x\n" * 9)
    with open_feed(path) as feed:
        rows = feed.first_table().rows()
        next(rows)

    rows.close()  # type: ignore[attr-defined]
