"""`deskhand console`: the pages that operators, analysts and approvers work with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import at_least, command_app
from runner.cli.place import WorkspaceOption, open_engine
from runner.cli.stopping import wait_for_stop
from runner.console.desk import BeginNow
from runner.console.serving import PORT, ConsoleServing, Where
from runner.errors import ExitCode, InputError
from runner.pages.serving import Certificate
from runner.run.engine import Engine
from runner.serve.by_hand import begin_now
from runner.serve.voice import Voice
from runner.store.store import Store

app = command_app("console")


class HalfACertificateError(InputError):
    """A certificate without its key, or the other way round."""

    def __init__(self) -> None:
        super().__init__("--tls-cert and --tls-key belong together.", hint="Give both, or neither.")


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Place:
    """Where the console is to be found."""

    host: Annotated[
        str, Parameter(help="An address of this machine; elsewhere than here it takes TLS.")
    ] = "127.0.0.1"
    port: Annotated[
        int, Parameter(validator=at_least(0, 65535), help=f"{PORT} if not said; 0 for a free one.")
    ] = PORT
    tls_cert: Annotated[Path | None, Parameter(help="A certificate, PEM.")] = None
    tls_key: Annotated[Path | None, Parameter(help="Its key, PEM, without a password.")] = None

    def where(self) -> Where:
        """As the console is told.

        Raises:
            HalfACertificateError: only one of certificate and key was given.
        """
        file, key = self.tls_cert, self.tls_key
        if file is None and key is None:
            return Where(self.host, self.port)
        if file is None or key is None:
            raise HalfACertificateError
        return Where(self.host, self.port, Certificate(file, key))


HERE = Place()
"""On this machine alone, where the console usually is."""


@app.default
def console(*, place: Place = HERE, workspace: WorkspaceOption = None) -> int:
    """Serve the console until Ctrl-C. It shows and handles what `deskhand serve` and
    `deskhand workers` work on.

    Where there is nobody yet, a link is printed that makes the first person.
    """
    where = place.where()
    engine = open_engine(workspace)
    with Voice(engine.workspace.root, say) as voice, served(engine, where, say, voice):
        wait_for_stop()
    return ExitCode.OK


@contextmanager
def served(
    engine: Engine,
    where: Where,
    tell: Callable[[str], None],
    trouble: Callable[[str], None],
    *,
    journal: bool = False,
) -> Iterator[ConsoleServing]:
    """Serve the console while the block runs.

    Args:
        engine: The workspace's.
        where: Its address.
        tell: Hears where it is.
        trouble: Hears what went wrong unexpectedly.
        journal: Whether what is told is kept, so that the link that makes the first person must
            not be among it.

    Raises:
        NotOnLoopbackError, PortTakenError, CertificateError: it cannot be served there.
    """

    def beginner(store: Store) -> BeginNow:
        return partial(begin_now, engine, store)

    serving = ConsoleServing(engine, beginner, where, trouble)
    try:
        link = serving.start()
        if link is not None and journal:
            tell(f"There is nobody yet. The link that makes the first person is in {serving.file}")
        elif link is not None:
            tell(f"There is nobody yet. Make the first person: {link}")
        tell(f"The console is at {serving.address}; Ctrl-C stops it.")
        yield serving
    finally:
        serving.stop()


def say(sentence: str) -> None:
    """A line for whoever looks on."""
    print(sentence, flush=True)
