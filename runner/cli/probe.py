"""`deskhand probe`: whether an app answers and lets somebody in. Not for people."""

from typing import Annotated

from cyclopts import Parameter

from runner.cli.looking import LookingAt, target_of
from runner.cli.parsing import command_app
from runner.cli.place import WorkspaceOption, find_workspace, open_store_here
from runner.drivers.errors import SignInRefusedError
from runner.errors import ExitCode
from runner.run.canary import seated
from runner.run.seating import rules_of
from runner.survey.opening import Target, looking_at

app = command_app("probe")


@app.default
def probe(
    name: str,
    /,
    *,
    address: Annotated[str | None, Parameter(help="Instead of the file's.")] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Sign in to an app, and leave it. Nothing is pressed beyond that.

    Exit codes: 0 it answers, 3 it does not take the credential, 4 it does not answer.
    """
    target = target_of(find_workspace(workspace), name, LookingAt(address=address))
    store = open_store_here(workspace)
    try:
        with seated(store, rules_of({name: target.app}, {name: name}, target.vault)):
            sign_in(target)
    except SignInRefusedError as refused:
        refused.exit_code = ExitCode.NEEDS_A_PERSON
        raise
    finally:
        store.close()
    return ExitCode.OK


def sign_in(target: Target) -> None:
    """Open the app as a run would.

    Raises:
        EnvironmentFault: the browser or the app is not there, or does not let anybody in.
    """
    with looking_at(target) as session:
        session.sign_in()
