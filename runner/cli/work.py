"""`deskhand work`: the child process that a supervisor starts. Not for people."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import command_app
from runner.errors import ExitCode
from runner.run.assembly import assemble_worker
from runner.run.channel import Channel
from runner.run.worker import end_own_tree
from runner.workspace import Workspace

app = command_app("work")


@app.default
def work(
    *,
    run: str,
    store: Path,
    name: str,
    root: Annotated[Path | None, Parameter(name="--root")] = None,
) -> int:
    """Work items of a run, told by a supervisor over standard input and output."""
    channel = Channel.take_over()
    channel.listen(end_own_tree)
    workspace = Workspace.find(root or Path.cwd())
    worker = assemble_worker(workspace, run, store, name, channel)
    fault = worker.work()
    if fault is None:
        channel.tell("end")
        return ExitCode.OK
    channel.tell("end", message=fault.sentence(), exit_code=int(fault.exit_code))
    return fault.exit_code
