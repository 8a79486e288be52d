"""Other tools' ways, on pages where it is known what they do."""

import pytest

from benchmarks.healing.cases import screen
from benchmarks.healing.marks import Marks
from benchmarks.healing.peers import PEERS
from tests.unit.benchmarks.healing.test_changes import PAGE


def marks(mode: str = "as_is") -> tuple[Marks, ...]:
    return screen(PAGE, mode, "s", marked=True).marks


@pytest.mark.parametrize("name", PEERS)
def test_every_way_finds_everything_on_the_same_page(name: str) -> None:
    page = marks()

    assert [PEERS[name](old, page) for old in page] == list(range(len(page)))


@pytest.mark.parametrize(("name", "taken"), [("similo", True), ("strict", False)])
def test_ways_differ_where_the_element_is_gone(name: str, taken: bool) -> None:
    page = marks("ids")

    assert (PEERS[name](page[1], [page[0], *page[2:]]) is not None) is taken


def test_paths_lead_from_the_root_to_the_element() -> None:
    city = marks()[1]

    assert city.xpath.endswith("tr[2]/td[1]/input[1]")
    assert city.id_xpath == "//*[@id='city']/"
    assert city.path[-1] == "input#city"
