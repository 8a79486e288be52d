"""The surroundings of a step: the seam between the journal and the attempt that it serves."""

from collections.abc import Mapping
from typing import Any, Protocol

from runner.store.step_state import StepState


class Surroundings(Protocol):
    """What the journal asks of the attempt it serves."""

    dry_run: bool

    @property
    def apps(self) -> Mapping[str, Any]:
        """The sessions, by the bot's parameter names."""

    @property
    def looks_only(self) -> bool:
        """Whether the attempt must enter nothing: its item has no tries left."""

    @property
    def stop_asked(self) -> bool:
        """Whether the run is to stop before the next step."""

    def step_begins(self, name: str, seconds: float) -> None: ...

    def step_ended(self, name: str, state: StepState) -> None: ...

    def take_picture(self, name: str) -> None: ...

    def sign_in_again(self) -> None: ...

    def start_screens_over(self) -> None: ...
