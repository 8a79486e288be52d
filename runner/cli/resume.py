"""`deskhand resume`: go on with what was stopped or died."""

import sys
from typing import Annotated

from cyclopts import Parameter

from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, open_engine
from runner.cli.printing import print_json
from runner.cli.progress import TerminalProgress
from runner.cli.summary import as_object, print_result
from runner.errors import DeskhandError, ExitCode
from runner.run.engine import RunResult
from runner.run.errors import RunInWorkError
from runner.run.locks import is_dead
from runner.store.runs import RunRecord
from runner.store.store import Store

app = command_app("resume")


@app.default
def resume(
    run: Annotated[str | None, Parameter(help="The run; else every unfinished one.")] = None,
    /,
    *,
    even_if_paused: Annotated[
        bool, Parameter(negative="", help="Although the bot, or an app of it, is paused.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Go on with a run after a stop, a crash or a power cut.

    What was entered is not entered again: a step whose outcome is open is looked up on the
    screen first. Exit codes are those of `deskhand run`.
    """
    engine = open_engine(workspace)
    store = engine.store()
    try:
        chosen = [store.runs.get(run)] if run is not None else nobodys(store)
    finally:
        store.close()
    results: list[RunResult] = []
    codes: list[int] = []
    for record in chosen:
        try:
            progress = TerminalProgress(quiet=json)
            results.append(engine.resume(record, progress, even_if_paused=even_if_paused))
        except DeskhandError as error:
            if run is not None:
                raise
            # One run that cannot go on must not keep the others.
            print(f"deskhand: Run {record.id}: {error.sentence()}", file=sys.stderr)
            codes.append(error.exit_code)
    say(results, chosen, as_json=json)
    return max([*codes, *(result.exit_code for result in results)], default=ExitCode.OK)


def nobodys(store: Store) -> list[RunRecord]:
    """The unfinished runs that no process works on; of the others it is said."""
    found = []
    for record in store.runs.unfinished():
        if is_dead(store.locks, f"run-{record.id}"):
            found.append(record)
        else:
            print(f"deskhand: {RunInWorkError(record.id).sentence()}", file=sys.stderr)
    return found


def say(results: list[RunResult], chosen: list[RunRecord], *, as_json: bool) -> None:
    """Each run's summary."""
    if as_json:
        print_json([as_object(result) for result in results])
    elif not chosen:
        print("Nothing to resume.")
    for result in results if not as_json else ():
        print_result(result, as_json=False)
