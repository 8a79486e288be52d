"""`deskhand work`: the child process that a supervisor starts. Not for people."""

from pathlib import Path

from runner.cli.parsing import command_app
from runner.errors import ExitCode
from runner.run.assembly import assemble_worker
from runner.run.channel import Channel
from runner.run.worker import end_own_tree
from runner.store.store import open_store
from runner.workspace import Workspace

app = command_app("work")


@app.default
def work(
    *,
    run: str,
    store: Path,
    evidence: Path,
    name: str,
) -> int:
    """Work items of a run, told by a supervisor over standard input and output."""
    channel = Channel.take_over()
    channel.listen(end_own_tree)
    workspace = Workspace.find(Path.cwd())
    opened = open_store(str(store), workspace.root, evidence)
    worker = assemble_worker(workspace, run, opened, name, channel)
    fault = worker.work()
    if fault is None:
        channel.tell("end")
        return ExitCode.OK
    channel.tell("end", message=fault.sentence(), exit_code=int(fault.exit_code))
    return fault.exit_code
