"""The faults that the demo can be told to have, at its start and while it runs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Self

ALWAYS = -1
"""As a count: from now on, every time."""


@dataclass(slots=True)
class Faults:
    """Switches and counters. A counter of N acts on the next N occasions, -1 on all of them."""

    slow_ms: int = 0
    """Every page takes this long."""
    error_at: int = 0
    """The Nth page from now on is answered with 500; once."""
    expire_at: int = 0
    """The Nth page from now on finds that its session has ended; once."""
    error_on_save: int = 0
    """Saves that are answered with 500, and not entered."""
    expire_before_save: int = 0
    """Saves that are answered by the signed-out page, and not entered."""
    expire_after_save: int = 0
    """Saves that are entered and then answered by the signed-out page."""
    cut_after_save: int = 0
    """Saves that are entered and whose connection is then cut without an answer."""
    lying_success: int = 0
    """Saves that are not entered although the page says so."""
    false_error: int = 0
    """Saves that are entered although the page says that they failed."""
    late_ms: int = 0
    """Saves are answered at once and entered this much later."""
    double_confirmation: bool = False
    """After a save the page asks to confirm again; who does so enters it twice."""
    unexpected_confirm: bool = False
    """Save asks a second question that nobody told the bot about."""
    shuffle_fields: bool = False
    """The rows of the form stand in another order every time."""
    rename_ids: bool = False
    """The names and ids of the form's controls are others every time."""
    redesign: bool = False
    """The form is that of version 5: other names and ids, some labels and places changed, for good."""
    maintenance: bool = False
    """Every page is the maintenance page, with status 200."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a JSON object of switches. Raises ValueError that names the wrong one."""
        faults = cls()
        faults.set_from(text)
        return faults

    def set_from(self, text: str | bytes) -> None:
        """Changes the switches that a JSON object names. Raises ValueError for a wrong one."""
        wanted = json.loads(text or "{}")
        self.set(wanted if isinstance(wanted, dict) else {"": wanted})

    def set(self, wanted: Mapping[str, object]) -> None:
        """Changes the named switches and leaves the others. Raises ValueError for a wrong one."""
        known = {field.name: field.type for field in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise ValueError(f"There is no fault {name!r}; there are {', '.join(known)}.")
            if type(value) is not known[name]:
                raise ValueError(f"The fault {name!r} cannot be {value!r}.")
        for name, value in wanted.items():
            setattr(self, name, value)

    def take(self, name: str) -> bool:
        """Whether a counted fault acts now; one occasion is used up."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0

    def due(self, name: str) -> bool:
        """Counts one page for an `…_at` fault; true for the page that it is due on."""
        left = int(getattr(self, name))
        setattr(self, name, max(left - 1, 0))
        return left == 1

    def as_json(self) -> str:
        return json.dumps(asdict(self))
