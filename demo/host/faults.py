"""What the host can be told to do wrong."""

import json
from dataclasses import dataclass, fields
from typing import Self


@dataclass(slots=True)
class Faults:
    """Switches and counters. A counter of N acts on the next N occasions, -1 on all of them."""

    slow_ms: int = 0
    """Every answer takes this long."""
    cut_before_book: int = 0
    """Orders at whose booking the connection is cut before they are entered."""
    cut_after_book: int = 0
    """Orders that are entered, and the connection is cut without an answer."""
    lock_after_book: int = 0
    """Orders that are entered, and the keyboard stays locked."""
    lying_success: int = 0
    """Orders that are not entered although the host says so."""
    false_error: int = 0
    """Orders that are entered although the host says that they failed."""
    message: int = 0
    """Keys that are answered with a message of the operators, which Enter puts away."""
    garbage: int = 0
    """Keys that are answered with what no 3270 can show."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a JSON object of switches. Raises ValueError that names the wrong one."""
        wanted = json.loads(text or "{}")
        known = {one.name for one in fields(cls)}
        for name, value in dict(wanted).items():
            if name not in known or type(value) is not int:
                there = ", ".join(sorted(known))
                raise ValueError(f"There is no fault {name!r} of {value!r}; there are {there}.")
        return cls(**wanted)

    def take(self, name: str) -> bool:
        """Whether a counted fault acts now; one occasion is used up."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0
