"""Controls of two pages are paired by what they say, all at once."""

from runner.healing.control import Control
from runner.survey.matching import match


def field(name: str, **more: str) -> Control:
    return Control("text", name=name, form="/save", heading="Customer", **more)


def chain(*controls: Control) -> list[Control]:
    """With their neighbours' names, as a page gives them."""
    from dataclasses import replace

    names = ["", *(one.name for one in controls), ""]
    return [
        replace(one, previous=names[place], next=names[place + 2])
        for place, one in enumerate(controls)
    ]


def test_order_does_not_count() -> None:
    old = chain(field("Street", html_name="a"), field("City", html_name="b"))
    new = chain(field("City", html_name="b"), field("Street", html_name="a"))

    assert match(old, new).pairs == [(0, 1), (1, 0)]


def test_a_renamed_field_is_known_by_its_html_name() -> None:
    old = chain(field("Street", html_name="street"), field("City", html_name="city"))
    new = chain(field("Road", html_name="street"), field("City", html_name="city"))

    assert match(old, new).pairs == [(0, 0), (1, 1)]


def test_a_renamed_field_with_new_ids_is_known_by_its_neighbours() -> None:
    old = chain(field("Street", id="a"), field("Fax", id="b"), field("City", id="c"))
    new = chain(field("Street", id="a"), field("Telefax no.", id="x9"), field("City", id="c"))

    assert match(old, new).pairs == [(0, 0), (1, 1), (2, 2)]


def test_what_is_gone_is_not_paired_with_what_is_new_elsewhere() -> None:
    old = chain(field("Fax", html_name="fax"), field("Street", html_name="street"))
    new = chain(field("Street", html_name="street"), field("Mobile", html_name="mobile"))
    found = match(old, new)

    assert (found.pairs, found.gone, found.new) == ([(1, 0)], [0], [1])


def test_a_field_is_never_paired_with_a_button() -> None:
    found = match([field("Search", html_name="q")], [Control("button", "Search", html_name="q")])

    assert (found.gone, found.new) == ([0], [0])


def test_twins_keep_their_order() -> None:
    old = [field("Date"), field("Date")]

    assert match(old, [*old]).pairs == [(0, 0), (1, 1)]


def test_ids_that_are_made_anew_find_nobody() -> None:
    found = match([Control("text", id="f_00ab12cd")], [Control("text", id="f_77ab12cd")])

    assert len(found.pairs) <= 1


def test_nothing_is_paired_with_an_empty_page() -> None:
    assert match([field("A")], []).gone == [0]
    assert match([], [field("A")]).new == [0]


def test_a_renamed_field_with_a_prefix_before_all_names_is_known() -> None:
    names = ("phone", "street", "city", "email")
    old = chain(*(field(name.title(), html_name=name, id=name) for name in names))
    new = chain(
        *(
            field(name, html_name=f"cst-{old_name}", id=f"cst-{old_name}")
            for name, old_name in (
                ("E-mail address", "email"), ("City", "city"), ("Telephone", "phone"),
                ("Street and number", "street"),
            )
        )
    )  # fmt: skip

    assert match(old, new).pairs == [(0, 2), (1, 3), (2, 1), (3, 0)]


def test_a_prefix_before_all_names_pairs_nobody() -> None:
    names = ("a", "b", "c", "d", "fax")
    old = chain(*(field(name, html_name=f"cst-{name}") for name in names))
    new = chain(
        field("mobile", html_name="cst-mobile"),
        *(field(name, html_name=f"cst-{name}") for name in names[:-1]),
    )
    found = match(old, new)

    assert (found.gone, found.new) == ([4], [0])
