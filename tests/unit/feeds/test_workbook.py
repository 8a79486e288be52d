"""What a person's workbook holds, and what becomes of it."""

import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from runner.feeds import FeedError, open_feed
from runner.item import Draft
from tests.unit.feeds.conftest import Contact

FILES = Path(__file__).parent / "files"
SHEET = "xl/worksheets/sheet1.xml"
Book = Callable[..., Path]
Read = Callable[..., list[Draft]]
WithPart = Callable[[Path, str, Callable[[bytes], bytes]], Path]


def payload(draft: Draft) -> dict[str, object]:
    assert draft.problems == ()
    assert draft.payload is not None
    return dict(draft.payload)


def edited(path: Path, edit: Callable[[Worksheet], object]) -> Path:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    edit(sheet)
    workbook.save(path)
    workbook.close()
    return path


def test_leading_zeros_scripts_dates_and_amounts_arrive_as_they_are(book: Book, read: Read) -> None:
    path = book(
        [
            ["Account", "Name", "Amount", "Visits", "Active", "Due"],
            ["0012", "王小明 Ελλη 😀", 12.5, 3, True, datetime(2026, 11, 21)],  # noqa: DTZ001
        ]
    )

    (draft,) = read(path)

    assert payload(draft) == {
        "account": "0012",
        "name": "王小明 Ελλη 😀",
        "email": "",
        "phone": "",
        "amount": "12.5",
        "visits": 3,
        "active": True,
        "due": "2026-11-21",
    }
    assert draft.key == "0012"
    assert str(draft.source) == "contacts.xlsx, sheet 'Kunden', row 2"


def test_number_in_a_text_field_has_no_decimal_point(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "name"], [4711, 1.5]]))

    assert (payload(draft)["account"], payload(draft)["name"]) == ("4711", "1.5")


def test_number_of_more_than_fifteen_digits_is_refused_in_a_text_field(
    book: Book, read: Read
) -> None:
    (draft,) = read(book([["account"], [123456789012345678]]))

    (problem,) = draft.problems
    assert (problem.cell, problem.field) == ("A2", "account")
    assert problem.reason == (
        "is a number of more than 15 digits, which the spreadsheet has already rounded: "
        "enter it again as text"
    )


def test_fifteen_digits_are_exact(book: Book, read: Read) -> None:
    (draft,) = read(book([["account"], [123456789012345]]))

    assert draft.key == "123456789012345"


def test_amounts_carry_no_float_noise(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "amount"], ["a", 0.1 + 0.2]]))

    assert payload(draft)["amount"] == "0.3"


def test_zeros_that_only_the_number_format_shows_are_kept_and_said(book: Book, read: Read) -> None:
    path = edited(
        book([["account"], [42]]), lambda sheet: setattr(sheet["A2"], "number_format", "00000")
    )

    (draft,) = read(path)

    assert draft.key == "00042"
    assert draft.notes == ("A2 is a number shown with leading zeros; the zeros were kept",)


def test_dates_of_the_1904_system_are_the_same_days(book: Book, read: Read) -> None:
    path = book([["account", "due"], ["a", date(2026, 11, 21)]])
    workbook = openpyxl.load_workbook(path)
    workbook.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    workbook.save(path)
    workbook.close()

    (draft,) = read(path)

    assert payload(draft)["due"] == "2026-11-21"


@pytest.mark.parametrize("text", ["21.11.2026", "11/21/2026", "2026-02-30", "20261121"])
def test_text_dates_that_are_not_iso_are_refused(book: Book, read: Read, text: str) -> None:
    (draft,) = read(book([["account", "due"], ["a", text]]))

    assert [str(problem) for problem in draft.problems] == [
        f"cell B2 due: '{text}' is not a date: use 2026-11-21"
    ]


def test_a_bare_number_is_not_taken_for_seconds_since_1970(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "due"], ["a", 45000]]))

    assert draft.problems[0].reason == "is a number without a date format; use 2026-11-21"


def test_invisible_characters_at_the_ends_go_and_line_breaks_inside_stay(
    book: Book, read: Read
) -> None:
    (draft,) = read(book([["account", "name"], ["\ufeff\u00a0C-1\u200b", " a\r\nb\u00a0c "]]))

    assert payload(draft)["account"] == "C-1"
    assert payload(draft)["name"] == "a\nb\u00a0c"


def test_empty_cells_take_the_default(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "name", "amount"], ["a", " ", None]]))

    assert (payload(draft)["name"], payload(draft)["amount"]) == ("", None)


def test_an_empty_key_is_a_problem_of_its_cell(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "name"], [None, "x"]]))

    assert draft.key is None
    assert [str(problem) for problem in draft.problems] == ["cell A2 account: must not be empty"]


def test_empty_rows_are_skipped_and_row_numbers_stay_true(book: Book, read: Read) -> None:
    drafts = read(book([["account"], ["a"], [None], ["b"]]))

    assert [draft.source.row for draft in drafts] == [2, 4]


def test_a_row_says_everything_that_is_wrong_with_it(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "name", "email", "visits"], ["a", "x" * 80, "foo", "2.5"]]))

    assert draft.payload is None
    assert [str(problem) for problem in draft.problems] == [
        f"cell B2 name: '{'x' * 59}…' is longer than 40 characters",
        "cell C2 email: 'foo' is not an e-mail address",
        "cell D2 visits: '2.5' is not a whole number: use 12",
    ]


def _cached(formula: bytes, value: bytes, kind: bytes = b"") -> Callable[[bytes], bytes]:
    def edit(sheet: bytes) -> bytes:
        cell = rb'<c r="B2"' + kind + rb"><f>" + formula + rb"</f>" + value + rb"</c>"
        changed, count = re.subn(rb'<c r="B2".*?</c>', cell, sheet)
        assert count == 1
        return changed

    return edit


def test_a_formulas_stored_value_is_used_and_said(
    book: Book, read: Read, with_part: WithPart
) -> None:
    path = with_part(book([["account", "visits"], ["a", 1]]), SHEET, _cached(b"1+1", b"<v>2</v>"))

    (draft,) = read(path)

    assert payload(draft)["visits"] == 2
    assert draft.notes == ("B2 holds a formula; its stored value was used",)


@pytest.mark.parametrize("value", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_without_a_stored_value_is_a_problem(
    book: Book, read: Read, with_part: WithPart, value: bytes
) -> None:
    path = with_part(book([["account", "visits"], ["a", 1]]), SHEET, _cached(b"1+1", value))

    (draft,) = read(path)

    assert [str(problem) for problem in draft.problems] == [
        (
            "cell B2 visits: is a formula whose result was never stored: "
            "open and save it in a spreadsheet program"
        )
    ]


def test_an_error_cell_is_a_problem_of_that_field(
    book: Book, read: Read, with_part: WithPart
) -> None:
    path = book([["account", "visits"], ["a", 1]])
    with_part(path, SHEET, _cached(b"NA()", b"<v>#N/A</v>", b' t="e"'))

    (draft,) = read(path)

    assert str(draft.problems[0]) == "cell B2 visits: shows #N/A: repair the formula"


def test_hidden_rows_are_used_and_said(book: Book, read: Read) -> None:
    path = edited(
        book([["account"], ["a"], ["b"]]),
        lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True),
    )

    first, second = read(path)

    assert (first.notes, second.notes) == (("row 2 is hidden; it was used",), ())


def test_a_cell_merged_downwards_holds_for_every_row_it_covers(book: Book, read: Read) -> None:
    path = edited(
        book([["account", "name"], ["a", "same"], ["b", None], ["c", "own"]]),
        lambda sheet: sheet.merge_cells("B2:B3"),
    )

    drafts = read(path)

    assert [payload(draft)["name"] for draft in drafts] == ["same", "same", "own"]
    assert drafts[1].notes == ("B3 lies in the merged cells B2:B3; their value was used",)


def test_a_cell_covered_from_the_side_is_a_problem(book: Book, read: Read) -> None:
    path = edited(
        book([["account", "name", "email"], ["a", "x", None]]),
        lambda sheet: sheet.merge_cells("B2:C2"),
    )

    (draft,) = read(path)

    assert str(draft.problems[0]) == (
        "cell C2 email: is covered by the merged cells B2:C2: unmerge them"
    )


def test_sheet_and_header_row_are_found(tmp_path: Path, read: Read) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Notes for 2026"])  # type: ignore[union-attr]
    sheet = workbook.create_sheet("Daten")
    for row in (["Contacts of the north"], [], ["Account ", "E-MAIL"], ["a", "a@b"]):
        sheet.append(row)
    workbook.save(tmp_path / "c.xlsx")

    (draft,) = read(tmp_path / "c.xlsx")

    assert str(draft.source) == "c.xlsx, sheet 'Daten', row 4"
    assert payload(draft)["email"] == "a@b"


def test_two_sheets_that_fit_equally_well_are_not_chosen_between(
    tmp_path: Path, read: Read
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["account"])  # type: ignore[union-attr]
    workbook.create_sheet("Old").append(["account"])
    workbook.save(tmp_path / "c.xlsx")

    with pytest.raises(FeedError) as caught:
        read(tmp_path / "c.xlsx")

    assert caught.value.sentence() == (
        "In 'c.xlsx' the sheets 'Sheet', 'Old' fit equally well. Name one with --sheet."
    )


def test_a_hidden_sheet_is_read_only_when_it_is_named(tmp_path: Path, read: Read) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["account"])  # type: ignore[union-attr]
    hidden = workbook.create_sheet("Old")
    hidden.append(["account"])
    hidden.append(["h"])
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "c.xlsx")

    assert read(tmp_path / "c.xlsx") == []
    assert [draft.key for draft in read(tmp_path / "c.xlsx", sheet="Old")] == ["h"]


def test_a_sheet_that_is_not_there(book: Book, read: Read) -> None:
    with pytest.raises(FeedError) as caught:
        read(book([["account"]]), sheet="Kunde")

    assert caught.value.sentence() == (
        "'contacts.xlsx' has no sheet 'Kunde'; it has 'Kunden'. Did you mean 'Kunden'?"
    )


def test_an_old_xls_is_read_with_its_formulas_known(read: Read) -> None:
    first, second = read(FILES / "contacts.xls")

    assert first.key == "0012"
    assert first.notes == ("C2 holds a formula that gives nothing",)
    assert (payload(second)["name"], payload(second)["amount"]) == ("12", "1.5")


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("calculated.xls", "#N/A", "#DIV/0!"),
        ("calculated.ods", "an error", "an error"),
    ],
)
def test_other_formats_tell_errors_zeros_merged_and_hidden_cells_too(
    read: Read, name: str, first: str, second: str
) -> None:
    drafts = {draft.source.row: draft for draft in read(FILES / name)}

    assert [str(problem) for problem in (*drafts[2].problems, *drafts[5].problems)] == [
        f"cell D2 visits: shows {first}: repair the formula",
        f"cell D5 visits: shows {second}: repair the formula",
    ]
    assert (drafts[3].key, payload(drafts[3])["name"]) == ("00042", "Ελλη")
    assert "row 3 is hidden; it was used" in drafts[3].notes
    assert "B5 lies in the merged cells B4:B5; their value was used" in drafts[5].notes
    assert drafts[6].notes == ("B6 holds a formula; its stored value was used",)


def test_an_xls_older_than_excel_97_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.feeds.workbook.xls_marks", lambda *_: None)

    with open_feed(FILES / "contacts.xls") as feed:
        assert feed.notes == (
            (
                "Formulas and errors in 'contacts.xls' cannot be told from values: "
                "better save it as .xlsx."
            ),
        )


def test_an_ods_is_read_with_its_formulas_known(tmp_path: Path, read: Read) -> None:
    cells = (
        '<table:table-cell office:value-type="string"><text:p>0012</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2">'
        "<text:p>2</text:p></table:table-cell>"
    )
    names = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("account", "visits")
    )
    path = ods(
        tmp_path / "c.ods",
        f"<table:table-row>{names}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{cells}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    )

    (draft,) = read(path)

    assert (draft.key, payload(draft)["visits"]) == ("0012", 2)
    assert draft.notes == (
        "B2 holds a formula; its stored value was used",
        "row 2 is hidden; it was used",
    )


def test_an_ods_that_repeats_a_value_over_the_whole_sheet_is_refused(
    tmp_path: Path, read: Read
) -> None:
    path = ods(
        tmp_path / "c.ods",
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>",
    )

    with pytest.raises(FeedError, match="are spread over 17,179,869,184 cells"):
        read(path)


def ods(path: Path, rows: str) -> Path:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", content)
    return path


def test_a_million_empty_rows_cost_seconds(book: Book, read: Read, with_part: WithPart) -> None:
    rows = b"".join(
        b'<row r="%d" spans="1:1"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_048_577)
    )
    path = with_part(
        book([["account"], ["a"]]),
        SHEET,
        lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>"),
    )
    start = time.process_time()

    assert [draft.key for draft in read(path)] == ["a"]
    assert time.process_time() - start < 20


def test_two_values_at_opposite_corners_do_not_take_the_memory(
    book: Book, read: Read, with_part: WithPart
) -> None:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = with_part(
        book([["account"], ["a"]]), SHEET, lambda sheet: sheet.replace(b"</sheetData>", corner)
    )

    with pytest.raises(FeedError, match="spread over 17,179,869,184 cells, more than 20,000,000"):
        read(path)


def test_columns_that_are_left_empty_at_the_left_keep_their_letters(book: Book, read: Read) -> None:
    (draft,) = read(book([[None, None, "account"], [None, None, 1e18]]))

    assert draft.problems[0].cell == "C2"


def test_the_file_is_read_as_it_was_when_it_was_opened(book: Book, tmp_path: Path) -> None:
    path = book([["account"], ["a"]])
    with open_feed(path) as feed:
        path.write_bytes(b"changed")
        feed.save_copy(tmp_path / "kept.xlsx")
        assert feed.match(Contact).matched["account"].letters == "A"

    assert (tmp_path / "kept.xlsx").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "kept.xlsx").read_bytes().startswith(b"PK")


def test_the_amount_type_is_decimal_not_float(book: Book, read: Read) -> None:
    (draft,) = read(book([["account", "amount"], ["a", 1234567.89]]))

    assert Decimal(str(payload(draft)["amount"])) == Decimal("1234567.89")
