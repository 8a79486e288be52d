"""The commands themselves: a snapshot, a changed app, what check and diff say and return."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.cli.main import main
from tests.pages.site import Site, document, serving
from tests.ui.surveyed import CUSTOMER, FILE, survey_site

pytestmark = pytest.mark.browser

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def site() -> Site:
    return survey_site()


@pytest.fixture
def workspace(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "bots").mkdir()
    (tmp_path / "selectors").mkdir()
    text = FILE.read_text(encoding="utf-8").replace("      fax: {label: Fax}\n", "")
    (tmp_path / "selectors" / "survey.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with serving(site) as address:
        settings = f'wait = 3\n[apps.survey]\naddress = "{address}"\n'
        (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
        yield tmp_path


def test_from_a_snapshot_to_what_has_changed_since(
    site: Site, workspace: Path, capsys: Capture
) -> None:
    assert main(["screens", "snapshot", "survey"]) == 0
    said = capsys.readouterr().out
    folder = next((workspace / "snapshots").glob("*/survey"))
    assert f"5 screens of survey are kept in {folder.relative_to(workspace)}." in said
    assert "Not visited, because no way is given: far." in said
    assert "Not kept: erased: survey.yaml:60: the way to 'erased' presses 'erase'" in said

    assert main(["screens", "diff", "survey"]) == 0
    assert "survey: nothing has changed from " in capsys.readouterr().out

    changed = CUSTOMER.replace("Country", "Land").replace("E-mail", "Mail")
    site.page("/customer", document("Customer", changed))
    assert main(["screens", "diff", "survey"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("survey: 2 changes from ")
    assert "  label 'E-mail' became 'Mail'  (email, survey.yaml:40)" in lines
    assert "  label 'Country' became 'Land'" in lines

    assert main(["screens", "snapshot", "survey"]) == 0
    both = sorted(str(one.parent) for one in (workspace / "snapshots").glob("*/survey"))
    assert [Path(one).name[10:] for one in both] == ["", "-2"]
    capsys.readouterr()
    assert main(["screens", "diff", *both, "--json"]) == 1
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert [(one["change"], one["element"], one["line"]) for one in changes] == [
        ("label", "email", 40),
        ("label", None, None),
    ]


def test_check_says_the_same_of_a_snapshot_as_of_the_app(workspace: Path, capsys: Capture) -> None:
    assert main(["screens", "snapshot", "survey", "--to", "kept"]) == 0
    capsys.readouterr()
    assert main(["screens", "check", "survey", "--json"]) == 1
    live = json.loads(capsys.readouterr().out)[0]["screens"]
    assert main(["screens", "check", "survey", "--against", "kept", "--json"]) == 1
    kept = json.loads(capsys.readouterr().out)[0]["screens"]

    def told(screens: list[dict[str, object]]) -> dict[object, object]:
        return {
            one["screen"]: [(each["name"], each["state"]) for each in one["findings"]]
            for one in screens
            if one["state"] == "found"
        }

    assert told(kept) == told(live)
    assert set(told(kept)) == {"home", "search", "list", "customer", "window"}

    assert main(["screens", "check", "survey", "--canary"]) == 1
    said = capsys.readouterr().out
    assert "survey: 1 of 1 screens visited in" in said
    assert "Drifted: customer.street (line 39), customer.bad (line 41)." in said
