"""settings.toml: one line changes, every other letter stays."""

import tomllib
from pathlib import Path

import pytest

from runner.cli.settings_file import SettingNotWrittenError, what_to_change, write_store_line

URL = "postgresql://bot@db/deskhand"

FILES = {
    "a line": (
        '# mine\nstore = "old.db"  # here\nwait = 3\n',
        f'# mine\nstore = "{URL}"\nwait = 3\n',
    ),
    "an example": ("# store = 1\n[apps.crm]\n", f'# store = 1\nstore = "{URL}"\n[apps.crm]\n'),
    "nothing": ("", f'store = "{URL}"\n'),
    "only tables": ('[apps.crm]\nuse = "x"', f'store = "{URL}"\n[apps.crm]\nuse = "x"'),
    "Windows": ('store = "a"\r\nwait = 3\r\n', f'store = "{URL}"\r\nwait = 3\r\n'),
}


@pytest.mark.parametrize("name", FILES)
def test_only_the_line_changes(tmp_path: Path, name: str) -> None:
    before, after = FILES[name]
    file = tmp_path / "settings.toml"
    file.write_bytes(before.encode())
    write_store_line(tmp_path, URL)

    assert file.read_bytes().decode() == after
    assert tomllib.loads(file.read_text())["store"] == URL


def test_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    write_store_line(tmp_path, 'C:\\stores\\a "b".db')

    assert (
        tomllib.loads((tmp_path / "settings.toml").read_text())["store"] == 'C:\\stores\\a "b".db'
    )


@pytest.mark.parametrize("text", ["store = '''a\nb'''\n", "store = [\n", "apps.store = 1\n[x"])
def test_what_cannot_be_changed_safely_is_left(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)

    with pytest.raises(SettingNotWrittenError, match="could not be changed") as refused:
        write_store_line(tmp_path, URL)
    assert f'store = "{URL}"' in refused.value.sentence()
    assert file.read_text() == text


def test_a_stronger_variable_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DESKHAND_STORE", "a.db")
    assert "DESKHAND_STORE" in what_to_change(tmp_path, URL)
    monkeypatch.delenv("DESKHAND_STORE")
    assert "settings.toml" in what_to_change(tmp_path, URL)
