"""`deskhand standby`: a child process that is prepared before there is a run. Not for people."""

import os
import sys
from pathlib import Path

from runner.cli.parsing import command_app
from runner.drivers.web.driver_process import start_ahead
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
def standby(*, store: str, evidence: Path, name: str) -> int:
    """Get ready, open the apps of the bot that is told, and work the runs that are given."""
    channel = Channel.take_over(person=True)
    channel.listen(end_own_tree)
    try:
        fault = stand_by(channel, store, evidence, name)
    except DeskhandError as error:
        fault = error
    code = ExitCode.OK if fault is None else fault.exit_code
    told = {} if fault is None else {"message": fault.message, "hint": fault.hint, "code": code}
    channel.tell("end", **told)
    sys.stdout.flush()
    # Threads that a bot has left behind must not keep the process; everything is on disk.
    os._exit(code)


def stand_by(channel: Channel, store: str, evidence: Path, name: str) -> DeskhandError | None:
    """Work runs until none is to come; returns the fault that ended it, or None."""
    workspace = Workspace.find(Path.cwd())
    opened = open_store(locate_store(store, workspace.root), workspace.root, evidence)
    start_ahead()
    channel.tell("blank")
    told = channel.preparation()
    if told is None:
        return None
    plan = RunPlan.model_validate_json(told["plan"])
    bot = workspace.load_bot(told["bot"])
    worker = PreparedWorker(workspace, bot, plan, store=opened, name=name, channel=channel)
    sys.stdout = sys.stderr = MaskedLines(sys.stderr, worker.masked)
    return worker.stand_by()
