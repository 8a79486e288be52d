"""What no picture may show."""

import cv2
import numpy as np
import pytest

from runner.drivers.desktop.eyes.masking import COVER, covered, jpeg, showing
from runner.drivers.desktop.eyes.shots import PixelShot
from runner.drivers.surface.surface import Box
from tests.unit.drivers.desktop.eyes.test_words import line

SHOT = PixelShot(Box(100, 50, 200, 80), np.full((80, 200, 3), 255, np.uint8))


def test_a_place_of_the_display_is_painted_over() -> None:
    pixels = covered(SHOT, [Box(150, 70, 30, 10)])
    assert tuple(pixels[25, 60]) == COVER
    assert tuple(pixels[5, 5]) == (255, 255, 255)
    assert tuple(SHOT.pixels[25, 60]) == (255, 255, 255)


def test_a_place_that_lies_half_outside_is_painted_as_far_as_it_is_seen() -> None:
    pixels = covered(SHOT, [Box(90, 40, 30, 20), Box(500, 500, 10, 10)])
    assert tuple(pixels[0, 0]) == COVER
    assert (pixels == COVER).all(axis=2).sum() == 22 * 12


def test_a_jpeg_shows_the_same_colours() -> None:
    decoded = cv2.imdecode(
        np.frombuffer(jpeg(covered(SHOT, [SHOT.box])), np.uint8), cv2.IMREAD_COLOR_RGB
    )
    assert np.abs(decoded.astype(int) - COVER).max() <= 4


@pytest.mark.parametrize(
    "read",
    [
        "IBAN DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "DEB9370400440S32O13000",  # as readers misread it
        "DE89370400x40532013000",
        "DE8937040044",  # cut off
    ],
)
def test_a_value_is_found_however_it_was_read(read: str) -> None:
    assert showing([line("Other", 0), line(read, 40)], ["DE89370400440532013000"]) == [
        line(read, 40).box
    ]


def test_a_short_value_is_a_word_of_its_own() -> None:
    assert showing([line("Li Wei"), line("Linie")], ["Li"]) == [line("Li Wei").box]


def test_each_line_of_a_value_is_hidden() -> None:
    lines = [line("Hauptstrasse 5", 0), line("53111 Bonn", 20), line("Betrag", 40)]
    assert showing(lines, ["Hauptstrasse 5\n53111 Bonn"]) == [lines[0].box, lines[1].box]


def test_a_line_that_cannot_be_made_out_is_hidden_too() -> None:
    blurred = line("xq", sure=0.3)
    assert showing([blurred], ["Berger"]) == [blurred.box]


def test_a_value_of_signs_only_is_hidden() -> None:
    assert showing([line("*** ok")], ["***"]) == [line("*** ok").box]


def test_without_values_nothing_is_hidden() -> None:
    assert showing([line("x", sure=0.1)], []) == []


def test_others_stay_to_be_seen() -> None:
    assert showing([line("Betrag 12,50"), line("Kunde")], ["Berger"]) == []


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("Ивановна, Мария", ","),
        ("Παύλου, Σοφία", "αλου, Σοφ(α"),
        ("김철수", "召"),
        ("Nguyễn Thị Hồng", "Nguyn Th Hng"),
    ],
)
def test_a_value_that_the_reader_does_not_know_may_be_any_line(value: str, read: str) -> None:
    """These were read so, and surely."""
    lines = [line("Customer", 0), line(read, 40), line("Phone", 80)]
    known = [("Customer", lines[0].box), ("Phone", Box(300, 300, 90, 20))]
    assert showing(lines, [value], known) == [lines[1].box, lines[2].box]


def test_a_label_that_was_read_together_with_what_follows_is_not_known() -> None:
    together = line("Name αλου", 40)
    assert showing([together], ["Παύλου"], [("Name", together.box)]) == [together.box]


def test_words_that_are_known_one_by_one_are_known_together() -> None:
    """Readers put a label and what stands in its field together."""
    together = line("Reference R-17", 40)
    known = [("Reference:", together.words[0].box), ("R-17", together.words[1].box)]
    assert showing([together], ["Παύλου"], known) == []
    assert showing([together], ["Παύλου"], known[:1]) == [together.box]


def test_single_letters_are_known_as_words_only() -> None:
    assert showing([line("R")], ["אברהם"], [("Reference", line("R").box)]) == [line("R").box]
    assert showing([line("7")], ["אברהם"], [("7", line("7").box)]) == []


@pytest.mark.parametrize("value", ["Łukasz Żółć", "Şahin Çağrı", "王小明", "山田たろう", "4711"])
def test_a_value_that_the_reader_knows_is_no_other_line(value: str) -> None:
    assert showing([line("Customer"), line("Betrag 12,50", 40)], [value]) == []
