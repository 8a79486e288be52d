"""Texts among lines that were read."""

from runner.drivers.desktop.eyes.words import Line, Word, folded, joined, seen
from runner.drivers.surface.surface import Box


def line(text: str, top: int = 0, sure: float = 0.99) -> Line:
    words = tuple(
        Word(word, sure, Box(60 * number, top, 50, 12)) for number, word in enumerate(text.split())
    )
    return Line(words, sure, Box(0, top, 60 * len(words), 12))


def test_whole_words_are_found_where_they_stand() -> None:
    sighting = seen([line("Order number 4711")], "number 4711", exact=True)
    assert sighting.boxes == (Box(60, 0, 110, 12),)
    assert sighting.measure == 0.99


def test_a_line_of_its_own_goes_before_a_part_of_another() -> None:
    sighting = seen([line("Release order", 0), line("Release", 40)], "Release", exact=True)
    assert sighting.boxes == (Box(0, 40, 50, 12),)


def test_two_alike_are_both_told() -> None:
    sighting = seen([line("Release", 0), line("Release", 40)], "Release", exact=True)
    assert len(sighting.boxes) == 2
    assert sighting.why == "2 alike"


def test_part_of_a_word_is_not_it() -> None:
    assert seen([line("Released")], "Release", exact=False).boxes == ()


def test_exact_is_letter_by_letter_and_else_signs_that_look_alike_do_not_matter() -> None:
    assert seen([line("0rder")], "Order", exact=True).boxes == ()
    assert seen([line("0rder")], "Order", exact=False).boxes
    assert seen([line("ORDER")], "order", exact=False).boxes


def test_a_near_miss_tells_how_near() -> None:
    sighting = seen([line("Relcase")], "Release", exact=True)
    assert (sighting.boxes, sighting.why) == ((), "0.85 of 1.00")


def test_what_is_read_unsurely_does_not_count() -> None:
    assert seen([line("Release", sure=0.4)], "Release", exact=True).boxes == ()


def test_nothing_is_looked_for_in_vain() -> None:
    assert seen([line("Release")], " ", exact=True).why == "there is nothing to look for"


def test_folding_keeps_letters_of_every_script() -> None:
    assert folded("Größe 中文 I0l") == folded("GRÖSSE 中文 lOI")


def test_pieces_of_a_line_that_were_read_apart_are_put_together() -> None:
    first = Line((Word("Customer", 0.9, Box(0, 0, 50, 12)),), 0.9, Box(0, 0, 50, 12))
    second = Line((Word("Berger", 0.8, Box(56, 1, 40, 12)),), 0.8, Box(56, 1, 40, 12))
    far = Line((Word("Bonn", 0.9, Box(200, 0, 40, 12)),), 0.9, Box(200, 0, 40, 12))
    below = Line((Word("below", 0.9, Box(0, 20, 50, 12)),), 0.9, Box(0, 20, 50, 12))
    lines = joined([below, far, second, first])
    assert [one.text for one in lines] == ["Customer Berger", "Bonn", "below"]
    assert (lines[0].box, lines[0].sure) == (Box(0, 0, 96, 13), 0.8)
