"""`deskhand work`: the child process that a supervisor starts. Not for people."""

import os
import sys
from pathlib import Path

from runner.cli.parsing import command_app
from runner.errors import DeskhandError, ExitCode
from runner.run.assembly import assemble_worker
from runner.run.bot_output import MaskedLines
from runner.run.channel import Channel
from runner.run.worker import end_own_tree
from runner.store.store import open_store
from runner.vault.store_password import locate_store
from runner.workspace import Workspace

app = command_app("work")


@app.default
def work(
    *,
    run: str,
    store: str,
    evidence: Path,
    name: str,
    asks: bool = False,
    person: bool = False,
) -> int:
    """Work items of a run, told by a supervisor over standard input and output."""
    channel = Channel.take_over(asks=asks, person=person)
    channel.listen(end_own_tree)
    try:
        fault = work_items(channel, run, store, evidence, name)
    except DeskhandError as error:
        fault = error
    code = ExitCode.OK if fault is None else fault.exit_code
    told = {} if fault is None else {"message": fault.message, "hint": fault.hint, "code": code}
    channel.tell("end", **told)
    sys.stdout.flush()
    # Threads that a bot has left behind must not keep the process; everything is on disk.
    os._exit(code)


def work_items(
    channel: Channel, run: str, store: str, evidence: Path, name: str
) -> DeskhandError | None:
    """Work until nothing is due; returns the fault that ended it, or None."""
    workspace = Workspace.find(Path.cwd())
    opened = open_store(locate_store(store, workspace.root), workspace.root, evidence)
    worker = assemble_worker(workspace, run, opened, name, channel)
    sys.stdout = sys.stderr = MaskedLines(sys.stderr, worker.masked)
    return worker.work()
