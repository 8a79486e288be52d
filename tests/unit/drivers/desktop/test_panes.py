from runner.drivers.desktop.atspi.panes import Panes
from runner.drivers.surface.surface import Box
from tests.unit.drivers.desktop.window import node


def at(name: str, path: str, native: str = "panel"):
    made = node("group", name)
    made.key, made.native = (":1.4", path), native
    return made


def test_what_an_office_draws_under_a_menu_bar_is_put_right() -> None:
    told = {"/pane": Box(0, 19, 1280, 856), "/around": Box(0, 44, 1280, 856)}
    native = {"/own"}
    panes = Panes(
        lambda calls: [{"toolkit": "gtk"} if calls[0].path in native else {}],
        lambda nodes: [told[one.key[1]] for one in nodes],
    )
    around, pane = at("around", "/around"), at("pane", "/pane", "root pane")
    cell, own = at("cell", "/cell"), at("place", "/own")
    around.add(pane.add(cell, own))
    panes.look(around)
    assert panes.straight(cell, Box(41, 157, 77, 20)) == Box(41, 182, 77, 20)
    assert panes.straight(own, Box(4, 124, 126, 34)) == Box(4, 124, 126, 34)
    assert panes.straight(around, Box(0, 44, 9, 9)) == Box(0, 44, 9, 9)
    told["/pane"] = told["/around"]
    panes.look(around)
    assert panes.straight(cell, Box(41, 182, 77, 20)) == Box(41, 182, 77, 20)


def test_panes_of_another_size_say_nothing() -> None:
    told = {"/pane": Box(0, 19, 600, 300), "/around": Box(0, 44, 1280, 856)}
    panes = Panes(lambda calls: [{}], lambda nodes: [told[one.key[1]] for one in nodes])
    around, pane = at("around", "/around"), at("pane", "/pane", "root pane")
    around.add(pane)
    panes.look(around)
    assert panes.straight(pane, Box(1, 2, 3, 4)) == Box(1, 2, 3, 4)
