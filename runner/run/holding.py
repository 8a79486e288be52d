"""Holding: a person pauses an attempt, takes its screen over, or stops it between two words."""

from runner.recorder import Hold
from runner.run.channel import TAKE_OVER, Channel
from runner.run.errors import StopAskedError

STOP_WORD = "stop"
"""What the bar's button for it says to the attempt."""

YOURS = "The bot waits. Go on when the screen is as it was."
"""What the bar says to a person who has taken over."""


class Holding:
    """Whether an attempt may do the next thing on its screens. Where nobody sits there, it may."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._handed: Hold | None = None
        self._there = False
        self._told: Hold | None = None
        self._inside = False
        self._pressed = False
        self._whole_item = False

    def step_begins(self) -> None:
        """A step is entered now."""
        self._inside, self._pressed = True, False

    def step_ended(self) -> None:
        """The step is settled."""
        self._inside = False

    def pressed(self, *, writes: bool) -> None:
        """Something was pressed: within a step, or by an item that is one step."""
        self._pressed = True
        self._whole_item = self._whole_item or (writes and not self._inside)

    def hand(self, text: str) -> None:
        """Give the person the screen until he goes on; `text` says what he is to do."""
        self._handed = self._bar(text)

    def released(self, word: str) -> None:
        """The person has pressed a button of the bar."""
        self._handed = None
        self._channel.held = None
        if word == STOP_WORD:
            self._channel.stop_here()

    def person_is_there(self, *, there: bool) -> None:
        """Whether a person uses mouse and keyboard of the display that is worked on."""
        self._there = there

    def now(self, *, looking: bool) -> Hold | None:
        """Why the next word must wait; None when it may act.

        Raises:
            StopAskedError: the person wants no more of it, and nothing is half done.
        """
        if not self._channel.person:
            return None
        if self._channel.stop_asked and self._may_stop(looking=looking):
            raise StopAskedError
        hold = self._wanted()
        self._tell(hold)
        return hold

    def _wanted(self) -> Hold | None:
        if self._channel.stop_asked:
            return None
        if self._handed is not None:
            return self._handed
        if self._channel.held is None:
            return Hold(yields=True) if self._there else None
        if self._channel.held != TAKE_OVER:
            return Hold()
        return self._bar(self._channel.words.get("yours", YOURS))

    def _bar(self, text: str) -> Hold:
        words = self._channel.words
        usual = Hold()
        return Hold(text, True, words.get("go_on", usual.go_on), words.get("stop", usual.stop))

    def _may_stop(self, *, looking: bool) -> bool:
        """A step that has pressed nothing is as if it was never entered; one that has is finished."""
        half_done = self._inside and self._pressed
        return not (looking or half_done or self._whole_item)

    def _tell(self, hold: Hold | None) -> None:
        """The supervisor stops its clocks meanwhile."""
        if hold == self._told:
            return
        self._told = hold
        if hold is None:
            self._channel.tell("gone on")
        else:
            self._channel.tell("held", given=hold.given, text=hold.text, yields=hold.yields)
