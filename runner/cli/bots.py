"""`deskhand bots`: the bots of the workspace."""

from typing import Annotated, Any

from cyclopts import Parameter
from pydantic.fields import FieldInfo

from runner.bots import Bot
from runner.cli.parsing import command_app
from runner.cli.place import JsonOption, WorkspaceOption, find_workspace
from runner.cli.printing import print_json, print_table
from runner.errors import ExitCode
from runner.workspace import BrokenBotError

app = command_app("bots")


@app.default
def bots(
    name: Annotated[str | None, Parameter(help="One bot, with its fields and runbook.")] = None,
    /,
    *,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List the bots of the workspace; or show one with its fields, apps, options and runbook."""
    found = find_workspace(workspace)
    if name is not None:
        show_bot(found.load_bot(name), as_json=json)
        return ExitCode.OK
    loaded = list(found.load_bots())
    broken = [each for each in loaded if isinstance(each, BrokenBotError)]
    sound = [each for each in loaded if isinstance(each, Bot)]
    if json:
        print_json([described(bot) for bot in sound])
    else:
        rows = [
            (bot.name, bot.summary, ", ".join(bot.key), ", ".join(bot.parameters.apps))
            for bot in sound
        ]
        print_table(
            ("bot", "what it does", "key", "apps"),
            rows,
            empty="There is no bot yet. `deskhand new bot NAME` writes one.",
        )
        for error in broken:
            print(error.sentence())
    return ExitCode.USAGE if broken else ExitCode.OK


def described(bot: Bot[..., Any]) -> dict[str, Any]:
    """A bot as a program reads it."""
    options = bot.parameters.options_model
    return {
        "bot": bot.name,
        "summary": bot.summary,
        "runbook": bot.runbook,
        "key": bot.key,
        "apps": list(bot.parameters.apps),
        "fields": bot.parameters.model.model_json_schema(),
        "options": options.model_json_schema() if options is not None else {},
        "file": bot.file,
    }


def show_bot(bot: Bot[..., Any], *, as_json: bool) -> None:
    """One bot."""
    if as_json:
        print_json(described(bot))
        return
    print(f"{bot.name}: {bot.summary}\n{bot.file}\n")
    if bot.runbook:
        print(f"{bot.runbook}\n")
    rows = [
        field_row("field", name, field) for name, field in bot.parameters.model.model_fields.items()
    ]
    if bot.parameters.options_model is not None:
        options = bot.parameters.options_model.model_fields.items()
        rows += [field_row("option", name, field) for name, field in options]
    rows += [("app", name, "", "", f"selectors/{name}.yaml") for name in bot.parameters.apps]
    print_table(("", "name", "type", "needed", ""), rows, empty="")
    print(f"Key: {', '.join(bot.key)}")


def field_row(kind: str, name: str, field: FieldInfo) -> tuple[str, str, str, str, str]:
    """A field or option as a row."""
    annotation = field.annotation
    written = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    needed = (
        "yes" if field.is_required() else f"no ({field.get_default(call_default_factory=True)!r})"
    )
    return kind, name, written.replace("typing.", ""), needed, field.description or ""
