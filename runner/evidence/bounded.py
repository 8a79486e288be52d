"""A bounded voice: says the same thing a few times, then only counts, whatever happens."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]

_DIFFERS = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")

KINDS = 500
"""Sentences that are told apart; the longest unheard is forgotten."""


@dataclass(slots=True)
class _Said:
    since: float
    times: int = 0
    kept_back: int = 0
    last: str = ""


class Bounded:
    """Passes sentences on, of one kind at most a few in a stretch of time; safe for threads.

    Sentences that differ in numbers and quoted names alone are of one kind. What is kept back is
    counted, and said when its stretch is over.

    Args:
        say: Takes what is said.
        most: Sentences of one kind in a stretch.
        in_all: Sentences of all kinds in a stretch.
        seconds: The stretch.
        clock: Rising seconds.

    Example:
        >>> said = []
        >>> voice = Bounded(said.append, most=2, clock=lambda: 0.0)
        >>> for number in range(1000):
        ...     voice(f"Mail {number} cannot be read.")
        >>> voice.flush()
        >>> said[2]
        '… 998 more of this kind in 10 min, the last: Mail 999 cannot be read.'
    """

    def __init__(
        self,
        say: Say,
        *,
        most: int = 5,
        in_all: int = 200,
        seconds: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._most, self._in_all, self._seconds = most, in_all, seconds
        self._clock = clock
        self._kinds: OrderedDict[str, _Said] = OrderedDict()
        self._all = _Said(clock())
        self._lock = threading.Lock()

    def __call__(self, sentence: str) -> None:
        """Say a sentence, or count it."""
        with self._lock:
            now = self._clock()
            self._end_stretches(now)
            kind = _DIFFERS.sub("", sentence)[:200]
            said = self._kinds.setdefault(kind, _Said(now))
            self._kinds.move_to_end(kind)
            said.last = sentence
            if said.times < self._most and self._all.times < self._in_all:
                said.times += 1
                self._all.times += 1
                self._say(sentence)
            else:
                said.kept_back += 1
            if len(self._kinds) > KINDS:
                _, oldest = self._kinds.popitem(last=False)
                self._all.kept_back += oldest.kept_back

    def flush(self) -> None:
        """Say how much was kept back, before the end."""
        with self._lock:
            self._end_stretches(float("inf"))

    def _end_stretches(self, now: float) -> None:
        if now - self._all.since < self._seconds:
            return
        self._tell_kept_back()
        self._kinds.clear()
        self._all = _Said(now if now != float("inf") else self._clock())

    def _tell_kept_back(self) -> None:
        stretch = f"{self._seconds / 60:g} min"
        kept = [said for said in self._kinds.values() if said.kept_back]
        kept.sort(key=lambda said: said.kept_back, reverse=True)
        for said in kept[: self._most * 2]:
            more = f"{said.kept_back:,} more of this kind in {stretch}"
            self._say(f"… {more}, the last: {said.last[:300]}")
        others = sum(said.kept_back for said in kept[self._most * 2 :]) + self._all.kept_back
        if others:
            self._say(f"… {others:,} more of other kinds in {stretch}.")
