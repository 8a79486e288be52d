from runner.drivers.desktop.accessibility import Top
from runner.drivers.desktop.tree import Node, State
from runner.drivers.desktop.windows import Window, joined, overlap, top_modal, usable
from runner.drivers.desktop.x11 import XWindow
from runner.drivers.surface.surface import Box

SCREEN = Box(0, 0, 800, 600)
DIALOG = Box(200, 200, 300, 100)


def shown(number: int, title: str, box: Box = SCREEN, process: int = 7, **more) -> XWindow:
    given = {"modal": False, "owner": None, "popup": False} | more
    return XWindow(number, title, process, box, **given)


def told(title: str, box: Box = SCREEN, process: int = 7, *states: State) -> Top:
    return Top(Node(title, "window", title, frozenset(states)), process, box)


def test_windows_are_joined_by_process_title_and_place() -> None:
    tops = [told("Shop", process=8), told("Other"), told("Shop")]
    one, two = joined([shown(1, "Shop"), shown(2, "Elsewhere", DIALOG)], tops)
    assert one.top is tops[2]
    assert two.top is None


def test_two_of_the_same_title_are_told_apart_by_their_places() -> None:
    tops = [told("Order", Box(0, 0, 10, 10)), told("Order", DIALOG)]
    near, far = joined([shown(1, "Order", DIALOG), shown(2, "Order", Box(0, 0, 10, 10))], tops)
    assert (near.top, far.top) == (tops[1], tops[0])


def test_java_tells_no_place_for_its_windows() -> None:
    (one,) = joined([shown(1, "Shop")], [told("Shop", Box(-1, -1, -1, -1))])
    assert one.top is not None


def test_tooltips_are_no_windows_of_the_program() -> None:
    assert joined([shown(1, "", kind="TOOLTIP")], []) == []


def test_a_modal_window_keeps_those_behind_it_from_being_used() -> None:
    menu = window(4, popup=True)
    windows = [window(3, modal=True), window(1), menu]
    assert [one.id for one in usable(windows)] == [3, 4]


def test_what_belongs_to_a_modal_window_can_be_used_wherever_it_stands() -> None:
    windows = [window(3, modal=True), window(5, owner=3), window(1)]
    assert [one.id for one in usable(windows)] == [3, 5]


def test_modal_over_modal() -> None:
    windows = [window(9, modal=True, owner=3), window(3, modal=True), window(1)]
    assert [one.id for one in usable(windows)] == [9]
    modal = top_modal(windows)
    assert modal is not None
    assert modal.id == 9


def test_without_a_modal_window_all_can_be_used() -> None:
    assert [one.id for one in usable([window(1), window(2)])] == [1, 2]
    assert top_modal([window(1)]) is None


def test_windows_that_belong_to_each_other_end_nothing() -> None:
    windows = [window(3, modal=True), window(1, owner=2), window(2, owner=1)]
    assert [one.id for one in usable(windows)] == [3]


def test_overlap_is_a_share() -> None:
    assert overlap(SCREEN, SCREEN) == 1
    assert overlap(Box(0, 0, 10, 10), Box(20, 20, 5, 5)) == 0
    assert overlap(Box(0, 0, 10, 10), Box(0, 0, 10, 5)) == 0.5


def window(number: int, *, modal=False, owner=None, popup=False) -> Window:
    return Window(number, f"W{number}", SCREEN, modal, popup, owner, None)
