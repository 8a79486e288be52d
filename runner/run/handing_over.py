"""Handing over: an attempt gives the person a session of it, and looks at the screen afterwards."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from runner.asking import ask
from runner.drivers.errors import SessionEndedError
from runner.errors import TechnicalError
from runner.handing import (
    AGAIN,
    REJECT,
    HandOver,
    NotDoneAtTheScreenError,
    NothingToHandOverError,
)
from runner.run.channel import Channel
from runner.run.holding import Holding

LOOK_SECONDS = 3.0
"""How long the screen that is wanted afterwards may take to appear."""

QUESTION = "hand_over"
"""The name of the question to somebody who is not at the screen; the item waits meanwhile."""


class HandingOver:
    """`hand_over` for one attempt."""

    def __init__(
        self, channel: Channel, holding: Holding, apps: Callable[[], Mapping[str, Any]]
    ) -> None:
        self._channel = channel
        self._holding = holding
        self._apps = apps

    def hand_over(self, wanted: HandOver) -> None:
        """Give the person the session; see `runner.handing.hand_over`."""
        session = self._session(wanted)
        if wanted.on is not None and self._shown(session, wanted.on):
            return
        if self._channel.person and session.can_be_shown and self._given(session, wanted):
            return
        self._ask(session, wanted)

    def _session(self, wanted: HandOver) -> Any:
        apps = self._apps()
        if wanted.app is not None:
            found = next((one for one in apps.values() if one is wanted.app), None)
            problem = "what is named is no app of the bot"
        else:
            found = next(iter(apps.values())) if len(apps) == 1 else None
            problem = f"the bot has {len(apps)} apps"
        if found is None:
            raise NothingToHandOverError(problem, list(apps))
        return found

    def _shown(self, session: Any, screen: str, seconds: float = 0.0) -> bool:
        try:
            session.on(screen, wait=seconds)
        except (SessionEndedError, TechnicalError):
            return False
        return True

    def _given(self, session: Any, wanted: HandOver) -> bool:
        """Whether the person has done it in time."""
        until = time.monotonic() + wanted.within.total_seconds()
        text = wanted.text
        while (left := until - time.monotonic()) > 0:
            self._holding.hand(text)
            if not session.give(left):
                self._holding.released("")
                return False
            if wanted.on is None or self._shown(session, wanted.on, LOOK_SECONDS):
                return True
            text = f"{wanted.text} The screen {wanted.on!r} is not shown yet."
        return False

    def _ask(self, session: Any, wanted: HandOver) -> None:
        """The item waits; who answers has looked at the app from where he sits."""
        question = f"A person is needed at the screen: {wanted.text}"
        while True:
            if ask(question, choices=[AGAIN, REJECT], name=QUESTION) == REJECT:
                raise NotDoneAtTheScreenError(wanted.text)
            if wanted.on is None or self._shown(session, wanted.on, LOOK_SECONDS):
                return
