"""What the order program can be told to do wrong, at its start."""

import json
from dataclasses import dataclass, fields
from typing import Self


@dataclass(slots=True)
class Faults:
    """Switches and counters. A counter of N acts on the next N occasions, -1 on all of them."""

    slow_ms: int = 0
    """Booking takes this long."""
    die_before_book: int = 0
    """Orders at whose booking the program is gone before they are entered."""
    die_after_book: int = 0
    """Orders that are entered, and the program is gone before it says so."""
    lying_success: int = 0
    """Orders that are not entered although the program says so."""
    false_error: int = 0
    """Orders that are entered although the program says that they failed."""
    surprise: int = 0
    """Orders before which a window opens that nobody told the bot about."""
    freeze_ms: int = 0
    """The program answers nothing for so long when an order is booked."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a JSON object of switches. Raises ValueError that names the wrong one."""
        wanted = json.loads(text or "{}")
        known = {field.name for field in fields(cls)}
        for name, value in dict(wanted).items():
            if name not in known or type(value) is not int:
                raise ValueError(f"There is no fault {name!r} of {value!r}; there are {known}.")
        return cls(**wanted)

    def take(self, name: str) -> bool:
        """Whether a counted fault acts now; one occasion is used up."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0
