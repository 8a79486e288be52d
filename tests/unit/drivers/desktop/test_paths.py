from runner.drivers.desktop.paths import by_path, path_of
from tests.unit.drivers.desktop.window import node, window


def test_every_thing_is_found_again_by_its_path() -> None:
    tree = window(
        node("group").add(node("button", "A"), node("textbox", "B")),
        node("group").add(node("button", "C"), node("button", "D")),
        node("status", "E"),
    )
    for one in tree.nodes[1:]:
        assert by_path(tree.root, path_of(one)) == [one]


def test_a_path_that_is_none_finds_nothing() -> None:
    tree = window(node("button", "A"))
    assert by_path(tree.root, "") == []
    assert by_path(tree.root, "button[x]") == []
