"""`deskhand settle`: a person says of an item in doubt whether it was entered."""

from typing import Annotated

from cyclopts import Parameter

from runner.account import who
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, open_store_here
from runner.cli.printing import print_json
from runner.errors import ExitCode, InputError
from runner.store.settling import Answer
from runner.store.settling import settle as settle_item

app = command_app("settle")


class OneAnswerError(InputError):
    """None, or more than one, of the three answers was given."""

    def __init__(self) -> None:
        super().__init__("Say one of --entered, --not-entered and --look.")


@app.default
def settle(
    item: str,
    /,
    *,
    entered: Annotated[bool, Parameter(negative="", help="You looked: it was entered.")] = False,
    not_entered: Annotated[
        bool, Parameter(negative="", help="You looked: it was not entered.")
    ] = False,
    look: Annotated[
        bool, Parameter(negative="", help="Let the bot's own verify look once more.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Say of an item in doubt whether it was entered. Its run can then be resumed.

    Parameters
    ----------
    item
        The item's number or key.
    """
    given = {Answer.ENTERED: entered, Answer.NOT_ENTERED: not_entered, Answer.LOOK: look}
    answers = [answer for answer, said in given.items() if said]
    if len(answers) != 1:
        raise OneAnswerError
    store = open_store_here(workspace)
    try:
        number = store.outcomes.one(item).item
        assert number is not None  # noqa: S101 - an item that is in the store has a number
        run = settle_item(store.database, number, answers[0], who())
        store.runs.reopen(run)
    finally:
        store.close()
    if json:
        print_json({"item": number, "answer": answers[0], "run": run})
    else:
        print(f"Item {number}: {answers[0].value}. Go on with: deskhand resume {run}")
    return ExitCode.OK
