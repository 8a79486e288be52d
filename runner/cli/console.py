"""`deskhand console`: the pages that operators, analysts and approvers work with."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import at_least, command_app
from runner.cli.place import WorkspaceOption, open_engine
from runner.cli.serve import wait_for_stop
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


@app.default
def console(
    *,
    host: Annotated[
        str, Parameter(help="An address of this machine; elsewhere than here it takes TLS.")
    ] = "127.0.0.1",
    port: Annotated[
        int, Parameter(validator=at_least(0, 65535), help=f"{PORT} if not said; 0 for a free one.")
    ] = PORT,
    tls_cert: Annotated[Path | None, Parameter(help="A certificate, PEM.")] = None,
    tls_key: Annotated[Path | None, Parameter(help="Its key, PEM, without a password.")] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Serve the console until Ctrl-C. It shows and handles what `deskhand serve` and
    `deskhand workers` work on.

    Where there is nobody yet, a link is printed that makes the first person.
    """
    where = Where(host, port, certificate_of(tls_cert, tls_key))
    engine = open_engine(workspace)
    with Voice(engine.workspace.root, print) as voice:
        serving = ConsoleServing(engine, partial(beginner, engine), where, voice)
        try:
            say_where(serving, serving.start())
            wait_for_stop()
        finally:
            serving.stop()
    return ExitCode.OK


def say_where(serving: ConsoleServing, link: str | None) -> None:
    """Where to go with a browser."""
    if link is not None:
        print(f"There is nobody yet. Make the first person: {link}", flush=True)
    print(f"The console is at {serving.address}; Ctrl-C stops it.", flush=True)


def beginner(engine: Engine, store: Store) -> BeginNow:
    """Begins schedules of a workspace by hand."""
    return partial(begin_now, engine, store)


def certificate_of(file: Path | None, key: Path | None) -> Certificate | None:
    """What was given of a certificate.

    Raises:
        HalfACertificateError: only one of the two.
    """
    if (file is None) != (key is None):
        raise HalfACertificateError
    return Certificate(file, key) if file is not None and key is not None else None
