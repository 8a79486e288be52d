"""`deskhand standby`: a child process that is prepared before there is a run. Not for people."""

import os
import sys
from pathlib import Path

from runner.cli.parsing import command_app
from runner.errors import DeskhandError, ExitCode
from runner.run.bot_output import MaskedLines
from runner.run.channel import Channel
from runner.run.plan import RunPlan
from runner.run.prepared import PreparedWorker
from runner.run.worker import end_own_tree
from runner.store.store import open_store
from runner.vault.store_password import locate_store
from runner.workspace import Workspace

app = command_app("standby")


@app.default
def standby(*, bot: str, plan: str, store: str, evidence: Path, name: str) -> int:
    """Open a bot's apps, and work the runs that are given over standard input."""
    channel = Channel.take_over(person=True)
    channel.listen(end_own_tree)
    try:
        fault = stand_by(channel, bot, RunPlan.model_validate_json(plan), store, evidence, name)
    except DeskhandError as error:
        fault = error
    code = ExitCode.OK if fault is None else fault.exit_code
    told = {} if fault is None else {"message": fault.message, "hint": fault.hint, "code": code}
    channel.tell("end", **told)
    sys.stdout.flush()
    # Threads that a bot has left behind must not keep the process; everything is on disk.
    os._exit(code)


def stand_by(
    channel: Channel, bot: str, plan: RunPlan, store: str, evidence: Path, name: str
) -> DeskhandError | None:
    """Work runs until none is to come; returns the fault that ended it, or None."""
    workspace = Workspace.find(Path.cwd())
    opened = open_store(locate_store(store, workspace.root), workspace.root, evidence)
    worker = PreparedWorker(
        workspace, workspace.load_bot(bot), plan, store=opened, name=name, channel=channel
    )
    sys.stdout = sys.stderr = MaskedLines(sys.stderr, worker.masked)
    return worker.stand_by()
