"""Sessions: the signed-in apps of one worker, opened on first use and kept for the next item."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel

from runner.errors import DeskhandError, EnvironmentFault, InputError
from runner.recorder import NullRecorder, Recorder
from runner.run.channel import Channel
from runner.run.seating import Seats

CLOSE_SECONDS = 10.0


class Session(Protocol):
    """A signed-in app as the engine uses it; the bot sees the same object with other words."""

    def attach(self, recorder: Recorder) -> None: ...

    def sign_in(self) -> None: ...

    def reset(self) -> None: ...

    def picture(self, name: str) -> bytes | None: ...

    @property
    def starts_anew(self) -> bool:
        """Whether its processes are others after a sign-in or a reset."""

    @property
    def is_before_person(self) -> bool:
        """Whether its windows lie before a person as long as it is open."""

    def process_ids(self) -> list[int]: ...

    def alive(self) -> bool: ...

    def keep_downloads_in(self, folder: Path) -> None: ...

    def let_watch(self, *, watched: bool) -> None: ...

    def close(self, deadline: float) -> None: ...


class SessionNotOpenedError(EnvironmentFault):
    """What opening a session takes is wrong or missing; no item is to blame for it."""

    final = True

    def __init__(self, error: InputError) -> None:
        super().__init__(error.message, hint=error.hint)


OpenSession = Callable[[str], Session]
"""Opens the session of one of the bot's app parameters; it is not signed in yet."""


class Sessions:
    """The sessions of one worker, by the bot's parameter names."""

    def __init__(
        self,
        names: list[str],
        open_session: OpenSession,
        *,
        options: Mapping[str, BaseModel],
        channel: Channel,
        seats: Seats | None = None,
    ) -> None:
        """Without `seats` its apps allow any number of sessions."""
        self._names = names
        self._open_session = open_session
        self._channel = channel
        self.seats = seats
        self.options = options
        self.open: dict[str, Any] = {}

    def sit_down(self) -> bool:
        """Take a seat of every app that has only so many; False when none is needed any more.

        Raises:
            NoSeatError: none is free, and it is not waited for.
        """
        return self.seats is None or self.seats.sit_down(self._channel)

    def open_all(self, recorder: Recorder, *, on_standby: bool = False) -> dict[str, Any]:
        """Every session, opened and signed in where it was not, reporting to `recorder`.

        On standby without those whose windows would lie before a person who wants nothing of
        them yet.

        Raises:
            EnvironmentFault: the browser or the app cannot be reached.
        """
        for session in self.open.values():
            session.attach(recorder)
        for name in self._names:
            if name not in self.open:
                self._open(name, recorder, on_standby=on_standby)
        return dict(self.open)

    def _open(self, name: str, recorder: Recorder, *, on_standby: bool) -> None:
        try:
            session = self._open_session(name)
            if on_standby and session.is_before_person:
                return
            self.open[name] = session
            session.attach(recorder)
            self._channel.tell("browser", processes=session.process_ids())
            with self._others_after([session]):
                session.sign_in()
        except InputError as error:
            raise SessionNotOpenedError(error) from error

    @property
    def alive(self) -> bool:
        """Whether every session that was opened still runs."""
        return all(session.alive() for session in self.open.values())

    def belong_to(self, folder: Path, worker: str) -> None:
        """What they leave from now on goes to a run's folder."""
        for session in self.open.values():
            session.keep_downloads_in(downloads_folder(folder, worker))

    def let_watch(self, *, watched: bool) -> None:
        """Whether their windows are before the person, who may look on."""
        for session in self.open.values():
            session.let_watch(watched=watched)

    def sign_in(self) -> None:
        """Sign every session in again, from a fresh window: what is shown cannot be trusted."""
        self.reset()

    def reset(self) -> None:
        """Bring every session to its start screen."""
        with self._others_after(self.open.values()):
            for session in self.open.values():
                session.reset()

    @contextlib.contextmanager
    def _others_after(self, sessions: Iterable[Session]) -> Iterator[None]:
        """Programs end and start while the block runs, and nobody is to take that for a death."""
        anew = any(session.starts_anew for session in sessions)
        if anew:
            self._channel.tell("browser closed")
        try:
            yield
        finally:
            self._tell_living(anew=anew)

    def _tell_living(self, *, anew: bool) -> None:
        if anew:
            living = [number for one in self.open.values() for number in one.process_ids()]
            self._channel.tell("browser", processes=living)

    def start_over(self) -> None:
        """Bring every session to its start screen, or drop those that cannot be brought there."""
        try:
            for session in self.open.values():
                session.attach(NullRecorder())
            self.reset()
        except DeskhandError:
            self.discard()

    def put_away(self) -> None:
        """End the sessions whose windows lie before a person: he wants nothing of them now."""
        ended = {name: one for name, one in self.open.items() if one.is_before_person}
        if not ended:
            return
        with self._others_after(ended.values()):
            for name, session in ended.items():
                del self.open[name]
                with contextlib.suppress(DeskhandError):
                    session.close(CLOSE_SECONDS)

    def discard(self) -> None:
        """End every session; the next item gets fresh ones."""
        self.close()

    def close(self) -> None:
        """End every session, within a deadline each."""
        self._channel.tell("browser closed")
        for session in self.open.values():
            with contextlib.suppress(DeskhandError):
                session.close(CLOSE_SECONDS)
        self.open.clear()


def downloads_folder(evidence: Path, worker: str) -> Path:
    """Where a worker's downloads go."""
    return evidence / "downloads" / worker
