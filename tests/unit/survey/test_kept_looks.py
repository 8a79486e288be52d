"""The last look at each screen is kept for people, and never in the way."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from runner.survey.findings import AppLook, Finding, ScreenLook, State
from runner.survey.kept_looks import keep_look, kept_looks

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
STREET = Finding(
    "street", "element", State.DRIFTED, 12, 2, 1, None, 1.5, ("label 'Street' matches nothing",)
)


def look(*screens: ScreenLook, at: datetime = AT) -> AppLook:
    return AppLook("crm", "http://crm/", at, 1.0, screens)


def selector_file(folder: Path) -> Path:
    file = folder / "selectors" / "crm.yaml"
    file.parent.mkdir()
    file.write_text("version: 1\n")
    return file


def test_what_was_found_is_read_back(tmp_path: Path) -> None:
    file = selector_file(tmp_path)
    keep_look(file, look(ScreenLook("search", State.FOUND, 3, findings=(STREET,))))
    kept = kept_looks(file)["search"]
    assert (kept.at, kept.state, kept.current) == (AT, State.FOUND, True)
    found = kept.findings["street"]
    assert (found.state, found.locator, found.line, found.notes) == (
        State.DRIFTED,
        2,
        12,
        STREET.notes,
    )
    assert (tmp_path / ".deskhand" / ".gitignore").read_text() == "*\n"


def test_screens_that_were_not_looked_at_stay_as_they_were(tmp_path: Path) -> None:
    file = selector_file(tmp_path)
    keep_look(file, look(ScreenLook("search", State.FOUND, 3), ScreenLook("edit", State.FOUND, 9)))
    later = AT.replace(hour=11)
    wayless = ScreenLook("search", State.NOT_VISITED, 3)
    lost = ScreenLook("edit", State.MISSING, 9, "another page stands there")
    keep_look(file, look(wayless, lost, at=later))
    kept = kept_looks(file)
    assert (kept["search"].state, kept["search"].at) == (State.FOUND, AT)
    assert (kept["edit"].state, kept["edit"].why) == (State.MISSING, "another page stands there")
    assert kept["edit"].at == later


def test_a_changed_file_makes_a_look_old(tmp_path: Path) -> None:
    file = selector_file(tmp_path)
    keep_look(file, look(ScreenLook("search", State.FOUND, 3)))
    file.write_text("version: 1\napp: crm\n")
    assert not kept_looks(file)["search"].current


def test_damage_counts_as_never_seen(tmp_path: Path) -> None:
    file = selector_file(tmp_path)
    assert kept_looks(file) == {}
    keep_look(file, look(ScreenLook("a", State.FOUND, 3), ScreenLook("b", State.FOUND, 4)))
    kept = tmp_path / ".deskhand" / "looks" / "crm.json"
    told = json.loads(kept.read_text())
    told["a"]["state"] = "odd"
    kept.write_text(json.dumps(told))
    assert list(kept_looks(file)) == ["b"]
    for text in ("", "[]", "{"):
        kept.write_text(text)
        assert kept_looks(file) == {}
    keep_look(file, replace(look(), screens=(ScreenLook("c", State.FOUND, 5),)))
    assert list(kept_looks(file)) == ["c"]
