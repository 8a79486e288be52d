"""Draws what a limit costs: the share found against the share of errors, as an SVG picture."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.healing.measuring import Sure, percent

WIDTH, HEIGHT, MARGIN = 760, 440, 60
COLOURS = {
    "as_is": "#1b6ca8",
    "ids": "#2a9d5c",
    "links": "#c77d0a",
    "renamed": "#8e44ad",
    "reordered": "#c0392b",
}
LEAST = 80
"""Percent of elements at the left of the picture."""

MOST = 2.0
"""Percent of errors at the top of the picture."""

Point = tuple[float, float]
"""Percent found right, percent of answers that were wrong or should not have been given."""


def points(answers: Sequence[Sure]) -> list[Point]:
    """One point for every limit, the strictest first."""
    present = sum(each.present for each in answers)
    right = errors = 0
    found: list[Point] = [(0.0, 0.0)]
    for each in sorted(answers, key=lambda one: -one.confidence):
        if each.confidence <= 0.0:
            break
        right += each.right
        errors += not each.right
        found.append((percent(right, present), percent(errors, right + errors)))
    return found


def draw(answers: Iterable[Sure], folder: Path) -> Path:
    """Write `risk-coverage.svg`."""
    listed = list(answers)
    lines = [
        line(points([each for each in listed if each.mode == mode]), mode, number)
        for number, mode in enumerate(COLOURS)
    ]
    place = folder / "risk-coverage.svg"
    place.write_text(picture(lines), encoding="utf-8")
    return place


def line(found: Sequence[Point], mode: str, number: int) -> str:
    """One mode's line and its entry in the key."""
    colour = COLOURS[mode]
    dots = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in found if y <= MOST)
    top = MARGIN + 18 * number
    return (
        f'<polyline points="{dots}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<line x1="80" x2="104" y1="{top}" y2="{top}" stroke="{colour}" stroke-width="3"/>'
        f'<text x="112" y="{top + 4}">{mode.replace("_", " ")}</text>'
    )


def across(found: float) -> float:
    """Where a share that was found stands, from left to right."""
    shown = max(0.0, (found - LEAST) / (100 - LEAST))
    return MARGIN + shown * (WIDTH - 2 * MARGIN)


def up(errors: float) -> float:
    """Where a share of errors stands, from the bottom up."""
    return HEIGHT - MARGIN - min(errors, MOST) / MOST * (HEIGHT - 2 * MARGIN)


def picture(lines: Sequence[str]) -> str:
    """The axes and the lines."""
    marks = [
        f'<line x1="{across(x)}" x2="{across(x)}" y1="{up(0)}" y2="{up(MOST)}" stroke="#ddd"/>'
        f'<text x="{across(x)}" y="{up(0) + 20}" text-anchor="middle">{x} %</text>'
        for x in range(LEAST, 101, 5)
    ] + [
        f'<line x1="{across(LEAST)}" x2="{across(100)}" y1="{up(y)}" y2="{up(y)}" stroke="#ddd"/>'
        f'<text x="{across(LEAST) - 8}" y="{up(y) + 4}" text-anchor="end">{y:g} %</text>'
        for y in (0.0, 0.5, 1.0, 1.5, 2.0)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        + "".join([*marks, *lines])
        + f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">elements found</text>'
        f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
        "of these answers, wrong or given for a deleted element</text></svg>\n"
    )
