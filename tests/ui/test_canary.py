"""A changed screen stops a run before its first item; an unchanged one lets it go on."""

from pathlib import Path

import pytest

from runner.cli.main import main
from tests.pages.site import serving
from tests.ui.surveyed import CUSTOMER, FILE, survey_site

pytestmark = pytest.mark.browser

BOT = '''"""Look a customer up."""

from pydantic import BaseModel

from runner import Web, bot


class Case(BaseModel):
    number: str


@bot(key="number")
def look_up(case: Case, survey: Web) -> str:
    """Look a customer up."""
    survey.go("search").fill(account=case.number).press("find")
    return str(len(survey.on("list").rows("customers")))
'''
RIGHT = CUSTOMER.replace("<table>", "<label>Fax <input name=fax></label><table>")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bots").mkdir()
    (tmp_path / "bots" / "look_up.py").write_text(BOT, encoding="utf-8")
    (tmp_path / "selectors").mkdir()
    text = FILE.read_text(encoding="utf-8")
    (tmp_path / "selectors" / "survey.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_is_begun_until_the_screen_is_right(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = survey_site()
    with serving(site) as address:
        text = f'wait = 3\n[apps.survey]\naddress = "{address}"\ncanary = true\n'
        (workspace / "settings.toml").write_text(text, encoding="utf-8")
        assert main(["run", "look_up", "--set", "number=0012"]) == 4
        said = capsys.readouterr()
        assert "Nothing was begun, and no item lost a try" in said.err
        assert "'fax' is not on the screen 'customer' (label 'Fax' matches nothing)." in said.err
        assert "`deskhand screens check survey`" in said.err
        assert main(["run", "look_up", "--set", "number=0012", "--queue"]) == 4
        assert "Nothing was begun" in capsys.readouterr().err
        assert main(["items", "--json"]) == 0
        assert capsys.readouterr().out.strip() == "[]"

        site.page("/customer", RIGHT)
        assert main(["run", "look_up", "--set", "number=0012", "--json"]) == 0
        assert '"done": 1' in capsys.readouterr().out


def test_an_app_that_is_not_there_says_so(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--set", "number=1", "--canary", "--address", "survey=http://127.0.0.1:9/"]
    assert main(["run", "look_up", *words]) == 4
    said = capsys.readouterr().err
    assert "could not be looked at before the run: survey cannot be reached at" in said
