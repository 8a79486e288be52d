"""From the places that a program tells to those on the display.

Most toolkits tell where things are on the display. GTK 4 counts from the corner of the window, and
programs that are drawn larger (QT_SCALE_FACTOR, GDK_SCALE) count in pixels of their own. Where a
window is, and how large, the display itself knows.
"""

from dataclasses import dataclass

from runner.drivers.surface.surface import Box

LEAST_SCALE = 1.1
"""What is less is a frame, or a moment in which a window is made larger."""
ALIKE = 0.06
"""How much the scales across and down may differ: both are made of whole pixels."""
PLAIN = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0, 4.0)
"""The scales that people set; a measured one that is near is meant to be it."""
NEAR = 0.02
COUNTS_FROM_WINDOW = 4
"""The version of GTK that knows no places on the display."""
NOWHERE = Box(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Frame:
    """How places in one window are to be understood."""

    told: Box
    """The window as its program tells it."""
    left: int
    top: int
    """Where that begins on the display."""
    scale: float

    def on_display(self, box: Box) -> Box:
        """A place that the program tells, on the display."""
        left, top = box.left - self.told.left, box.top - self.told.top
        return Box(
            self.left + round(left * self.scale),
            self.top + round(top * self.scale),
            round(box.width * self.scale),
            round(box.height * self.scale),
        )


def frame_of(told: Box, shown: Box, gtk: int = 0) -> Frame | None:
    """How places of a window are understood; None where they are places on the display already.

    `told` is the window as its program tells it, `shown` as the display does; `gtk` is the version
    of GTK that the program is written with, 0 for other toolkits.
    """
    scale = _scale(told, shown, gtk)
    if gtk == COUNTS_FROM_WINDOW:
        # What it draws around the window does not count for it.
        across, down = shown.width - told.width * scale, shown.height - told.height * scale
        return Frame(told, shown.left + int(across) // 2, shown.top + int(down) // 2, scale)
    if scale == 1.0:
        return None
    # GTK 3 counts the window's frame in, and from the corner of the display.
    return Frame(NOWHERE, 0, 0, scale) if gtk else Frame(told, shown.left, shown.top, scale)


def _scale(told: Box, shown: Box, gtk: int) -> float:
    """How many pixels of the display are one of the program's; GTK has whole numbers only."""
    if min(told.width, told.height, shown.width, shown.height) <= 0:
        return 1.0
    across, down = shown.width / told.width, shown.height / told.height
    if gtk:
        # A rim makes the window on the display larger, and the frame the one that is told.
        return float(
            max(1, round(min(across, down) if gtk == COUNTS_FROM_WINDOW else max(across, down)))
        )
    if min(across, down) < LEAST_SCALE or abs(across - down) > ALIKE:
        return 1.0
    # The longer side is measured the more exactly.
    measured = across if told.width >= told.height else down
    return next((one for one in PLAIN if abs(one - measured) <= NEAR), measured)
