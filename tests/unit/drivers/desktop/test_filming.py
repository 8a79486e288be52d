"""When frames of a video are taken, and when they are masked."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.drivers.desktop.errors import DesktopLostError
from runner.drivers.desktop.filming import Filming
from runner.drivers.desktop.options import DesktopOptions
from runner.drivers.surface.surface import Hidden, Mark


class Display:
    """Shows one thing after another, and notes what is asked of it."""

    def __init__(self) -> None:
        self.shows = "a form"
        self.noted: list[str] = []
        self.gone = False

    def moment(self, hidden: Hidden) -> "Instant":
        del hidden
        if self.gone:
            raise DesktopLostError("it is gone", "Look.")
        self.noted.append(f"took {self.shows}")
        return Instant(self, self.shows)


class Instant:
    def __init__(self, display: Display, shows: str) -> None:
        self.display, self.shows = display, shows

    def jpeg(self, hidden: Hidden, marks: Sequence[Mark] = ()) -> bytes | None:
        del marks
        self.display.noted.append(f"masked {self.shows} without {' '.join(hidden.values)}")
        return self.shows.encode()


class Film:
    """Keeps what it is given."""

    def __init__(self, file: Path, size: tuple[int, int]) -> None:
        del file, size
        self.shown: list[bytes | None] = []

    def add(self, masked: bytes | None) -> None:
        self.shown.append(masked)

    def close(self) -> None: ...


@pytest.fixture
def display() -> Display:
    return Display()


@pytest.fixture
def filming(display: Display, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Filming:
    monkeypatch.setattr("runner.drivers.desktop.eyes.video.Video", Film)
    options = DesktopOptions(own_display=True, video="till", evidence=tmp_path)
    made = Filming(options, display.moment)
    made.hidden = lambda: Hidden(("Ada",))
    made.begin((800, 600))
    return made


def shown(filming: Filming) -> list[bytes | None]:
    film = filming._video
    assert isinstance(film, Film)
    return film.shown


def test_a_press_has_what_was_there_before_it_and_after_it(
    display: Display, filming: Filming
) -> None:
    with filming.around():
        display.noted.append("pressed")
        display.shows = "an answer"

    assert shown(filming) == [b"a form", b"an answer"]


def test_nothing_is_masked_between_look_and_press(display: Display, filming: Filming) -> None:
    with filming.around():
        display.noted.append("pressed")

    assert display.noted[:3] == ["took a form", "pressed", "masked a form without Ada"]


def test_what_could_not_be_pressed_is_no_picture(display: Display, filming: Filming) -> None:
    with pytest.raises(ValueError, match="not now"), filming.around():
        raise ValueError("not now")

    assert shown(filming) == []


def test_a_display_that_is_gone_ends_nothing(display: Display, filming: Filming) -> None:
    with filming.around():
        display.gone = True

    assert shown(filming) == [b"a form", None]


def test_the_last_thing_shown_is_there(display: Display, filming: Filming) -> None:
    film = filming._video
    filming.end()
    assert isinstance(film, Film)
    assert film.shown == [b"a form"]


def test_without_a_video_nothing_is_looked_at(display: Display, tmp_path: Path) -> None:
    for options in (
        DesktopOptions(own_display=True, evidence=tmp_path),
        DesktopOptions(own_display=False, video="till", evidence=tmp_path),
    ):
        filming = Filming(options, display.moment)
        filming.begin((800, 600))
        with filming.around():
            display.shows = "an answer"
        filming.end()
    assert display.noted == []
