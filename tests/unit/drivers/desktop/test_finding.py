import pytest

from runner.drivers.desktop.finding import Finder
from runner.drivers.desktop.tree import Node, NoDetails, Tree
from runner.screens.model import By
from tests.unit.drivers.desktop.window import UNSEEN, by, node, window


def found(tree: Tree, way: By, text: str, **more) -> list[str]:
    nodes, _ = Finder(tree).find(by(way, text, **more))
    return [one.name or one.role for one in nodes]


def test_roles_are_the_webs_words_and_the_systems_own() -> None:
    tree = window(node("button", "Save", native="push button"), node("button", "Quit"))
    assert found(tree, By.ROLE, "button", name="Save") == ["Save"]
    assert found(tree, By.ROLE, "push button") == ["Save"]
    assert found(tree, By.ROLE, "button") == ["Save", "Quit"]


@pytest.mark.parametrize("said", ["Name:", " Name * ", "&Name", "_Name:", "Name  :"])
def test_labels_are_compared_without_colon_star_padding_and_mnemonic(said: str) -> None:
    tree = window(node("textbox", said))
    assert len(found(tree, By.LABEL, "Name")) == 1


def test_a_tied_label_counts_where_the_field_has_no_name() -> None:
    label = node("text", "Street:")
    tree = window(label, node("textbox", labels=(label,)), node("textbox"))
    assert found(tree, By.LABEL, "Street") == ["textbox"]


def test_a_label_left_of_a_field_counts_before_one_above() -> None:
    left, above = node("text", "City", (10, 100, 60, 20)), node("text", "Place", (80, 70, 60, 20))
    field = node("textbox", "", (80, 100, 100, 20), labels=())
    tree = window(above, left, field)
    assert found(tree, By.LABEL, "City") == ["textbox"]
    assert found(tree, By.LABEL, "Place") == []


def test_a_label_that_stands_far_away_is_none() -> None:
    tree = window(
        node("text", "City", (0, 100, 40, 20)), node("textbox", "", (400, 100, 100, 20), labels=())
    )
    assert found(tree, By.LABEL, "City") == []


def test_a_text_is_said_by_the_innermost_thing() -> None:
    outer = node("group", "Saved").add(node("text", "Saved"))
    tree = window(outer)
    nodes, _ = Finder(tree).find(by(By.TEXT, "Saved"))
    assert [one.role for one in nodes] == ["text"]


def test_what_a_field_holds_is_no_text_on_the_screen() -> None:
    assert found(window(node("textbox", "Ada", text="Ada")), By.TEXT, "Ada") == []


def test_part_of_a_text_is_enough_where_the_file_says_so() -> None:
    tree = window(node("text", "Order 4711 is BOOKED."))
    assert found(tree, By.TEXT, "is booked") == []
    assert found(tree, By.TEXT, "is booked", exact=False) == ["Order 4711 is BOOKED."]


def test_what_cannot_be_seen_is_counted_and_not_found() -> None:
    tree = window(node("button", "Save", states=UNSEEN))
    nodes, hidden = Finder(tree).find(by(By.ROLE, "button", name="Save"))
    assert (nodes, hidden) == ([], 1)


def test_what_lies_outside_its_window_is_not_seen() -> None:
    tree = window(
        node("button", "Save", (-2147483648, -2147483648, 50, 20)),
        node("button", "Save", (900, 0, 9, 9)),
    )
    assert found(tree, By.ROLE, "button", name="Save") == []


def test_within_one_section_only() -> None:
    tree = window(
        node("group", "Billing").add(node("textbox", "Street")),
        node("group", "Delivery").add(node("textbox", "Street")),
    )
    section = by(By.ROLE, "group", name="Delivery")
    nodes, _ = Finder(tree).find(by(By.LABEL, "Street", within=section))
    assert [one.parent.name for one in nodes if one.parent] == ["Delivery"]


def test_a_section_that_is_there_twice_holds_nothing() -> None:
    twice = [node("group", "Address").add(node("textbox", "Street")) for _ in range(2)]
    section = by(By.ROLE, "group", name="Address")
    assert found(window(*twice), By.LABEL, "Street", within=section) == []


class Menu(NoDetails):
    def __init__(self, *entries: Node) -> None:
        self.entries = list(entries)

    def inside(self, node: Node) -> list[Node]:
        return self.entries


def test_entries_of_a_closed_menu_are_reached_where_the_menu_is_named() -> None:
    tree = window(node("menuitem", "File"))
    tree.details = Menu(
        node("menuitem", "Save", states=UNSEEN), node("menuitem", "Save As", states=UNSEEN)
    )
    menu = by(By.ROLE, "menuitem", name="File")
    reached = Finder(tree).reachable(by(By.ROLE, "menuitem", name="Save", within=menu))
    assert [one.name for one in reached] == ["Save"]
    assert Finder(tree).reachable(by(By.ROLE, "menuitem", name="Save")) == []


def test_what_stands_beside_a_text() -> None:
    tree = window(
        node("text", "Total", (10, 100, 40, 20)),
        node("text", "119.70", (60, 100, 60, 20)),
        node("button", "Book", (300, 100, 60, 20)),
        node("textbox", "note", (10, 130, 60, 20)),
    )
    assert found(tree, By.RIGHT_OF, "Total") == ["119.70"]
    assert found(tree, By.LEFT_OF, "Total") == []
    assert found(tree, By.BELOW, "Total") == ["note"]


def test_beside_a_text_that_is_there_twice_is_nothing() -> None:
    twice = [node("text", "Total", (10, top, 40, 20)) for top in (10, 100)]
    assert found(window(*twice, node("textbox", "", (60, 10, 60, 20))), By.RIGHT_OF, "Total") == []


def test_headings_are_headings_groups_titles_or_lone_texts() -> None:
    tree = window(node("group", "Address"), node("text", "Order entry"), title="Meridian")
    assert found(tree, By.HEADING, "Address") == ["Address"]
    assert found(tree, By.HEADING, "Order entry") == ["Order entry"]
    assert found(tree, By.HEADING, "Meridian") == ["Meridian"]


def test_ids_may_be_prefixed_by_what_is_around() -> None:
    tree = window(node("button", "Go", id="Main.bar.go"), node("button", "No", id="Main.bar.nogo"))
    assert found(tree, By.ID, "go") == ["Go"]


def test_placeholders_and_titles() -> None:
    tree = window(node("textbox", placeholder="Search", description="Find a customer"))
    assert found(tree, By.PLACEHOLDER, "Search") == ["textbox"]
    assert found(tree, By.TITLE, "Find a customer") == ["textbox"]


def test_paths_count_what_is_alike_among_neighbours() -> None:
    tree = window(
        node("group").add(node("button", "A")),
        node("group").add(node("button", "B"), node("button", "C")),
    )
    assert found(tree, By.PATH, "group[2]/button[1]") == ["B"]
    assert found(tree, By.PATH, "window/group[2]/button[2]") == ["C"]
    assert found(tree, By.PATH, "group/button") == []
    assert found(tree, By.PATH, "group[9]/button") == []
