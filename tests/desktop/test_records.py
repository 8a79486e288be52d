"""Records in programs that nobody here wrote, compared with the programs' own files."""

import sqlite3
from pathlib import Path

import pytest

from tests.desktop.programs import at_work, needs, until

SAMPLE = [
    ("Müller & Söhne", "Köln"),
    ("Ελληνικά ΑΒΓ", "Αθήνα"),
    ("Иванов", "Москва"),
    ("中文名字", "北京"),
    ("محمد", "القاهرة"),
    ("O'Neill", "@#{}[]\\|~/\"'"),
]


@needs("mousepad")
def test_files_written_by_a_gtk_3_editor(tmp_path: Path) -> None:
    file = tmp_path / "record.txt"
    file.write_text("")
    with at_work("mousepad", tmp_path, file) as mousepad:
        for number, (name, city) in enumerate(SAMPLE):
            wanted = f"{number}\n{name}\n{city}"
            editor = mousepad.on("editor").fill(text=wanted)
            assert editor.read("text") == wanted
            editor.press("save")
            until(lambda wanted=wanted: file.read_text() == wanted)
        mousepad.on("editor").fill(text="changed").press("save")
        until(lambda: file.read_text() == "changed")


@needs("sqlitebrowser")
@pytest.mark.slow
def test_rows_entered_in_a_qt_5_database_browser(tmp_path: Path) -> None:
    file = tmp_path / "customers.db"
    with sqlite3.connect(file) as base:
        base.execute("create table customers(id integer primary key, name text, city text)")
    with at_work("sqlitebrowser", tmp_path, file) as program:
        for number, row in enumerate(SAMPLE, 1):
            enter_row(program, str(number), row)
        change_row(program, "1", "name_cell", "Meier")
        program.on("browse").press("write")
        wanted = [(1, "Meier", "Köln")]
        wanted += [(number, *row) for number, row in enumerate(SAMPLE, 1) if number > 1]
        until(lambda: _rows(file) == wanted)
        shown = program.on("browse").rows("customers")
    assert [(int(one["id"]), one["name"], one["city"]) for one in shown] == wanted


def enter_row(program, key: str, row: tuple[str, str]) -> None:
    browse = program.on("browse").press("new_record")
    until(lambda: any(one["id"] == key for one in browse.rows("customers")))
    for column, value in zip(("name", "city"), row, strict=True):
        browse.press(f"{column}_cell", row=key).wait_for("is_null")
        browse.fill(cell=value).press("apply").wait_for("is_null", gone=True)
        # The program reads the row anew by the side, and puts what it has read into the field.
        until(lambda column=column, value=value: in_row(browse, key)[column] == value)


def in_row(browse, key: str) -> dict[str, str]:
    return next(one for one in browse.rows("customers") if one["id"] == key)


def change_row(program, key: str, cell: str, value: str) -> None:
    browse = program.on("browse").press(cell, row=key)
    was = in_row(browse, key)["name"]
    until(lambda: browse.read("cell") == was)
    browse.fill(cell=value).press("apply")
    until(lambda: in_row(browse, key)["name"] == value)


def _rows(file: Path) -> list[tuple[int, str, str]]:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as base:
        return base.execute("select * from customers order by id").fetchall()


@needs("java")
@pytest.mark.skipif(not Path("/usr/share/java/hsqldb.jar").exists(), reason="needs libhsqldb-java")
@pytest.mark.slow
def test_rows_entered_in_a_java_database_manager(tmp_path: Path) -> None:
    base = tmp_path / "base" / "customers"
    columns = "id varchar(9) primary key, name varchar(99), city varchar(99)"
    with at_work("hsqldb", tmp_path, base) as program:
        run(program, f"create table customers({columns})", "one")
        for number, (name, city) in enumerate(SAMPLE):
            assert asked(program, str(number)) == []
            values = quoted((str(number), name, city))
            run(program, f"insert into customers values({values})", "one")
            assert asked(program, str(number)) == [(str(number), name, city)]
        run(program, "select * from customers where id = ''", "none")
        run(program, "update customers set name = 'Meier' where id = '0'", "one")
        assert asked(program, "0") == [("0", "Meier", "Köln")]
    wanted = [("0", "Meier", "Köln")]
    wanted += [(str(number), *row) for number, row in enumerate(SAMPLE) if number]
    until(lambda: base.with_suffix(".script").exists())
    written = base.with_suffix(".script").read_text()
    for row in wanted:
        assert f"INSERT INTO CUSTOMERS VALUES({escaped(quoted(row))})" in written


def quoted(row: tuple[str, ...]) -> str:
    return ",".join("'" + value.replace("'", "''") + "'" for value in row)


def escaped(text: str) -> str:
    """As HyperSQL writes texts into its file: everything past ASCII by its number."""
    units = text.encode("utf-16-be")
    signs = [int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2)]
    plain = [chr(one) if one < 128 else f"\\u{one:04x}" for one in signs]
    return "".join(plain)


def run(program, statement: str, done: str) -> None:
    """The program works on it by the side; it is known to be done by the count of rows."""
    program.on("manager").fill(statement=statement).press("execute").wait_for(done)


def asked(program, key: str) -> list[tuple[str, ...]]:
    """The rows with a key, of which there are none or one; a last row makes them one or two."""
    run(program, "select * from customers where id = ''", "none")
    rows = f"select * from customers where id = '{key}' union all values('', '', '')"
    manager = program.on("manager").fill(statement=rows).press("execute")
    until(lambda: manager.shows("one") or manager.shows("two"))
    found = [tuple(one.values()) for one in manager.rows("result")]
    return sorted(found)[1:]
