"""What a captured window may say, without a browser."""

import json
from types import SimpleNamespace
from typing import cast

from runner.drivers.unseen import hider
from runner.drivers.web.capturing import captured
from runner.drivers.web.scene import Scene
from runner.screens.model import FrameStep
from runner.secret import MASK

ANSWER = {
    "controls": json.dumps(
        [
            {"control": {"kind": "link", "name": "Ada Lovelace", "later": 1}, "frame": 0,
             "box": [1, 2, 3, 4]},
            {"control": {"kind": "select", "name": "M"}, "frame": 1, "box": [0, 0, 9, 9],
             "choices": ["Ada", "M", "Mr"], "required": True},
        ]
    ),
    "frames": [
        {"way": [], "title": "Ada's record", "address": "http://x/Ada"},
        {"way": [{"by": "name", "text": "main"}], "title": "", "address": ""},
    ],
    "found": {"sex": {"handle": 1, "locator": 2}},
    "shown": 1,
    "width": 1280,
    "height": 900,
}  # fmt: skip


def scene(*unseen: str) -> Scene:
    return cast("Scene", SimpleNamespace(unseen=lambda: unseen))


def test_values_that_were_met_are_masked_everywhere() -> None:
    window = captured(scene("Ada", "M"), ANSWER)

    link, sex = window.controls
    assert link.control.name == f"{MASK} Lovelace"
    assert sex.control.name == MASK
    assert sex.choices == (MASK, MASK, "Mr")
    assert window.frames[0].title == f"{MASK}'s record"
    assert window.frames[0].address == f"http://x/{MASK}"


def test_controls_know_their_frame_and_elements_their_control() -> None:
    window = captured(scene(), ANSWER)

    assert window.controls[1].frame == (FrameStep("name", "main"),)
    assert window.within((FrameStep("name", "main"),)) == (window.controls[1],)
    assert window.beside(0) == (window.controls[0],)
    assert window.shown == (FrameStep("name", "main"),)
    assert (window.found["sex"].handle, window.found["sex"].locator) == (1, 2)
    assert window.controls[1].required
    assert not window.controls[0].required


def test_a_short_value_hides_only_a_text_that_is_nothing_else() -> None:
    hides = hider(["12", "Lovelace"])

    assert hides("12") == MASK
    assert hides("field-12") == "field-12"
    assert hides("of Lovelace") == f"of {MASK}"


def test_half_characters_can_be_written() -> None:
    assert hider([])("a \ud800 b é 中") == "a ? b é 中"
