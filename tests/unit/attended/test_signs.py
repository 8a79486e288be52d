"""The tray's icons."""

import itertools

from PIL import ImageChops, ImageStat

from runner.attended.signs import Sign, drawn


def test_states_differ_by_shape_and_not_only_by_colour() -> None:
    for one, other in itertools.combinations(Sign, 2):
        shapes = [
            drawn(sign, 16).convert("LA").point(lambda value: 255 * (value > 96))
            for sign in (one, other)
        ]
        bands = ImageChops.difference(shapes[0].convert("L"), shapes[1].convert("L"))
        alphas = ImageChops.difference(shapes[0].getchannel("A"), shapes[1].getchannel("A"))
        changed = ImageStat.Stat(bands).mean[0] + ImageStat.Stat(alphas).mean[0]
        assert changed > 20, (one, other)


def test_icons_have_the_size_that_is_asked_for() -> None:
    assert {drawn(sign, size).size for sign in Sign for size in (16, 32)} == {(16, 16), (32, 32)}
