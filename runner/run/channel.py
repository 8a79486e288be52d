"""The line between supervisor and worker: JSON lines over the worker's standard in- and output."""

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

STOP = "stop"
"""Tells a worker to stop after its current step."""
FINISH = "finish"
"""Tells a worker to finish its current item and claim no other."""
CLAIM = "claim"
"""Tells a worker that asked for a permit that it has one."""
END = "end"
"""Tells a worker that asked for a permit, or stands by for a run, that none is to come."""

PAUSE = "pause"
"""Tells a worker to do nothing on its screens until it is told to go on."""
TAKE_OVER = "take over"
"""The same, and to put the window before the person."""
GO_ON = "go on"
"""Tells a worker that was held to look at the screen again and go on."""
RUN = "run "
"""Before the name of the run that a worker on standby is to work."""
WORDS = "words "
"""Before what the bar says in the person's language, as JSON: `yours`, `go_on`, `stop`."""
PREPARE = "prepare "
"""Before the bot and the plan, as JSON, that a worker which knows none yet is to stand by for."""
HOLDING = (PAUSE, TAKE_OVER)

YES, NO, NOBODY = "yes", "no", "nobody"
ANSWERS = {YES: True, NO: False, NOBODY: None}
"""A person's answers to a question, and that there is no person."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a worker says."""

    event: str
    """`browser`, `asks`, `nothing`, `item`, `step`, `step_ended`, `ending`, `item_ended`, `end`, …"""
    data: dict[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        """As it goes over the pipe."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def parse(cls, line: str) -> "Message | None":
        """A line from the pipe; None when it is no message."""
        try:
            found = json.loads(line)
            return cls(str(found["event"]), dict(found["data"]))
        except (ValueError, KeyError, TypeError):
            return None


class Channel:
    """The worker's end. It owns the real standard in- and output: no bot can speak or hear."""

    def __init__(
        self, output: TextIO, source: TextIO, *, asks: bool = False, person: bool = False
    ) -> None:
        self.asks = asks
        """Whether the worker needs a permit for every claim."""
        self.person = person
        """Whether a person sits at the screen, who can be given it."""
        self.held: str | None = None
        """PAUSE or TAKE_OVER while a person holds the worker."""
        self.words: dict[str, str] = {}
        """What the bar says, by WORDS."""
        self._output = output
        self._source = source
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._leave = threading.Event()
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._runs: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._preparations: queue.SimpleQueue[dict[str, str] | None] = queue.SimpleQueue()

    @classmethod
    def take_over(cls, *, asks: bool = False, person: bool = False) -> "Channel":
        """Keep standard in- and output for messages; `asks` and `person` as `__init__` has them.

        What else is printed goes to standard error; who asks for input finds its end at once.
        """
        output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
        source = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8", errors="replace")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, sys.stdin.fileno())
        os.close(nothing)
        return cls(output, source, asks=asks, person=person)

    def tell(self, event: str, **data: Any) -> None:
        """Tell the supervisor; when it is gone nobody listens, and the listener ends us."""
        with self._lock:
            try:
                self._output.write(Message(event, data).line() + "\n")
                self._output.flush()
            except OSError:
                self._stop.set()
                self._leave.set()

    @property
    def stop_asked(self) -> bool:
        """Whether the supervisor asked to stop after the current step."""
        return self._stop.is_set()

    def stop_here(self) -> None:
        """Stop after the current step, as a person wants who has the screen."""
        self._stop.set()
        self._leave.set()
        self.tell("stop asked")

    @property
    def leave_asked(self) -> bool:
        """Whether the supervisor wants no further item begun."""
        return self._leave.is_set()

    def wait_for_stop(self, seconds: float) -> bool:
        """Wait until no further item is to be begun, at most so long."""
        return self._leave.wait(seconds)

    def ask_for_permit(self) -> bool:
        """Ask for leave to claim an item, and wait for it; False when there is none to come."""
        self.tell("asks")
        return self._answers.get() == CLAIM

    def confirm(self, question: str) -> bool | None:
        """Have a person at the supervisor's terminal say yes or no; None when nobody is there."""
        if self.asks or self.stop_asked:
            return None
        self.tell("confirm", question=question)
        while (word := self._answers.get()) not in ANSWERS:
            if word == STOP:
                return None
        return ANSWERS[word]

    def listen(self, when_alone: Callable[[], None]) -> None:
        """Hear the supervisor in a thread; `when_alone` is called when it has gone."""

        def hear() -> None:
            for line in self._source:
                self._take(line.strip())
            when_alone()

        threading.Thread(target=hear, name="supervisor", daemon=True).start()

    def preparation(self) -> dict[str, str] | None:
        """Wait for the `bot` and the `plan` to stand by for; None when there is none to come."""
        return self._preparations.get()

    def next_run(self, seconds: float) -> str | None:
        """The run that a worker on standby is to work; None when none is given in `seconds`.

        What was asked of it in the run before holds no longer. The empty name means that none is
        to come any more.
        """
        with suppress(queue.Empty):
            return self._runs.get(timeout=seconds)
        return None

    def _take(self, word: str) -> None:
        if word.startswith(RUN):
            # Words of one run must not reach into the next; they come in the order of the pipe.
            self._stop.clear()
            self._leave.clear()
            self.held = None
            self._runs.put(word.removeprefix(RUN))
        elif word.startswith(PREPARE):
            self._preparations.put(json.loads(word.removeprefix(PREPARE)))
        elif word.startswith(WORDS):
            self.words = json.loads(word.removeprefix(WORDS))
        elif word in {*HOLDING, GO_ON}:
            self.held = word if word in HOLDING else None
        else:
            self._hear_end(word)

    def _hear_end(self, word: str) -> None:
        if word == STOP:
            self._stop.set()
        if word in {STOP, FINISH}:
            self._leave.set()
        if word == END:
            self._runs.put("")
            self._preparations.put(None)
        self._answers.put(word)
