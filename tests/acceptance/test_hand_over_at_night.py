"""A hand-over where nobody sits: the item waits for a decision, holds nothing, and goes on once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import Deskhand, Done
from tests.pages.door import door_site
from tests.pages.site import Site, document, serving
from tests.ui.test_at_the_desk import BOT, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]

GATE = """\
screens:
  gate:
    shown_by: {css: p}
    reach:
      - {address: /check}
"""
"""What stands at the check's address: the check, or what is behind it."""


@dataclass
class Night:
    """A workspace whose bot meets a check that only a person can pass."""

    folder: Path
    site: Site
    address: str
    deskhand: Deskhand

    def call(self, *words: str) -> Done:
        return self.deskhand(*words, cwd=self.folder, DESKHAND_WAIT="3")

    def run(self) -> Done:
        where = f"door={self.address}"
        return self.call("run", "note_call", "--set", "caller=code-7", "--address", where)

    def state(self) -> str:
        return str(self.call("items", "--json").json[0]["state"])

    def noted(self) -> int:
        return sum(path == "/note" for path, _ in self.site.posted)


@pytest.fixture
def night(tmp_path: Path, deskhand: Deskhand) -> Iterator[Night]:
    folder = tmp_path / "office"
    for name in ("bots", "selectors"):
        (folder / name).mkdir(parents=True)
    bot = BOT.replace('door.go("check")', 'door.go("gate")')
    (folder / "bots" / "note_call.py").write_text(bot, encoding="utf-8")
    known = (PAGES / "door.yaml").read_text("utf-8")
    (folder / "selectors" / "door.yaml").write_text(known.replace("screens:\n", GATE))
    site = door_site()
    with serving(site) as address:
        yield Night(folder, site, address, deskhand)


def test_the_item_waits_until_somebody_has_passed_the_check(night: Night) -> None:
    begun = night.run()
    listed = night.call("decisions")

    assert begun.code == 3, begun.said
    assert night.state() == "waiting"
    assert "A person is needed at the screen: Please pass the check" in listed.said

    early = night.call("decisions", "answer", "1", "--choice", "try again")
    assert early.code == 0, early.said
    assert night.call("resume").code == 3
    assert night.state() == "waiting"

    # Somebody has passed it from where he sits: the app lets everybody in now.
    night.site.page("/check", document("Inside", "<h1>Inside</h1><p>Record <b>R-7</b></p>"))
    again = night.call("decisions", "answer", "2", "--choice", "try again")
    resumed = night.call("resume")

    assert again.code == 0, again.said
    assert resumed.code == 0, resumed.said
    assert night.state() == "done"
    assert night.noted() == 1


def test_a_person_may_end_the_case_instead(night: Night) -> None:
    night.run()
    answered = night.call("decisions", "answer", "1", "--choice", "reject")
    resumed = night.call("resume")

    assert answered.code == 0, answered.said
    assert resumed.code == 1, resumed.said
    assert night.state() == "rejected"
    assert "A person ended the case" in night.call("items").said
    assert night.noted() == 1
