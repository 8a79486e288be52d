"""`deskhand decisions`: what waits for a person, and the answers."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from runner.account import who
from runner.asking import ROLE
from runner.cli.parsing import command_app
from runner.cli.place import (
    JsonOption,
    WorkspaceOption,
    find_workspace,
    look_at_store,
    open_store_here,
)
from runner.cli.printing import local, one_line, print_json, print_table
from runner.decisions.answering import choose, fill_in, model_of, over_draft
from runner.decisions.matters import Doubt, Matter, doubt, goes_on, matters
from runner.errors import DeskhandError, ExitCode, InputError
from runner.store.answering import Answerer
from runner.store.cases import cases_of
from runner.store.decision_state import DecisionState
from runner.store.decisions import Decision
from runner.store.errors import NoSuchItemError
from runner.store.settling import Answer, settle
from runner.store.store import Store

app = command_app("decisions")

NUMBER = "The decision's number, or `item:NUMBER` for an item in doubt."
ITEM = "item:"
GOES_ON = "It goes on by itself wherever its run is worked."
DOUBTS = {"entered": Answer.ENTERED, "not-entered": Answer.NOT_ENTERED, "look": Answer.LOOK}


class OneAnswerError(InputError):
    """Neither a choice nor values, or both."""

    def __init__(self) -> None:
        super().__init__(
            "Say either --choice, or --set FIELD=VALUE as often as needed.",
            hint="`deskhand decisions show NUMBER` says what it takes.",
        )


class BadNumberError(InputError):
    """Neither a decision nor an item."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no decision {name!r}.", hint="`deskhand decisions` lists what waits."
        )


class BadValueError(InputError):
    """A value without its field."""

    def __init__(self, text: str) -> None:
        super().__init__(f"--set takes FIELD=VALUE, not {text.partition('=')[0]!r}.")


class DoubtChoiceError(InputError):
    """An item in doubt is answered by one of three."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is in doubt, and is answered by --choice {', '.join(DOUBTS)}.",
            hint="Look at the application first: nothing else can tell.",
        )


@app.default
def decisions(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """List what waits for a person's word. Exit code 3 when there is anything, else 0."""
    store = look_at_store(workspace)
    try:
        found = matters(store)
    finally:
        store.close()
    if json:
        print_json([told(one) for one in found])
    else:
        headers = ("decision", "bot", "key", "what", "asked", "waits", "until")
        print_table(headers, map(row_of, found), empty="Nothing waits for a person.")
        if found:
            print("Look at one with: deskhand decisions show NUMBER")
    return ExitCode.NEEDS_A_PERSON if found else ExitCode.OK


def row_of(one: Matter) -> tuple[Any, ...]:
    """A line of the list."""
    now = datetime.now(UTC)
    what = one.text if one.decision is not None else f"in doubt: {one.text}"
    until = "" if one.deadline is None else f"{until_words(one.deadline, now)}"
    asked = "a look" if one.decision is None else asked_words(one.decision)
    return one.name, one.case.bot, one.case.key, what, asked, age(now - one.since), until


def asked_words(decision: Decision) -> str:
    """Who is asked, in words."""
    asked = decision.asked_of or "anybody"
    asked = f"any {asked.removeprefix(ROLE)}" if asked.startswith(ROLE) else asked
    return f"{asked}, not the starter" if decision.four_eyes else asked


def age(time: timedelta) -> str:
    """A time in its two largest units."""
    minutes = max(0, int(time.total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def until_words(deadline: datetime, now: datetime) -> str:
    """A deadline, and how far it is."""
    left = deadline - now
    far = f"in {age(left)}" if left > timedelta(0) else f"{age(-left)} ago"
    return f"{deadline.astimezone():%d %b %H:%M} ({far})"


def told(one: Matter) -> dict[str, Any]:
    """A matter for a program."""
    kind = "in_doubt" if one.decision is None else "question"
    asked = {} if one.decision is None else asdict(one.decision)
    return {"matter": one.name, "kind": kind, "text": one.text, "case": asdict(one.case), **asked}


@app.command
def show(
    number: Annotated[str, Parameter(help=NUMBER)],
    /,
    *,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Show a decision with its facts, its pictures, and what it takes."""
    place = find_workspace(workspace)
    store = look_at_store(workspace)
    try:
        if number.startswith(ITEM):
            show_doubt(doubt(store, item_of(number)), as_json=json)
            return ExitCode.OK
        found = store.decisions.one(number_of(number))
        case = cases_of(store.database, [found.item])[found.item]
        fields = fields_taken(store, place, found)
    finally:
        store.close()
    if json:
        pictures = [store.evidence / name for name in found.pictures]
        print_json({**asdict(found), "case": case, "pictures": pictures, "fields": fields})
        return ExitCode.OK
    show_question(found, case.bot, case.key)
    for name in found.pictures:
        print(f"picture: {store.evidence / name}")
    show_taken(found, fields)
    return ExitCode.OK


def fields_taken(store: Store, place: Any, found: Decision) -> list[dict[str, Any]]:
    """The fields that a form takes; none for choices, and none where the bot is gone."""
    from runner.forms import fields_of

    if "model" not in found.form:
        return []
    try:
        return [asdict(field) for field in fields_of(model_of(store, place, found))]
    except DeskhandError as error:
        print(f"deskhand: {error.sentence()}")
        return []


def show_question(found: Decision, bot: str, key: str | None) -> None:
    """The question, its facts, and how it stands."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(f"Decision {found.id}: {one_line(found.question, 2000)}", style="bold"))
    console.print(f"{bot}, item {found.item}, key {one_line(key or '-')}")
    for name, value in (found.facts or {}).items():
        console.print(Text(f"  {one_line(name)}: {one_line(str(value), 2000)}"))
    if found.recommended is not None:
        console.print(Text(f"the bot would say: {one_line(found.recommended, 2000)}"))
    console.print(f"asked: {asked_words(found)}, {local(found.asked_at)}")
    if found.state is DecisionState.OPEN and found.deadline is not None:
        then = ", then ".join(found.then or ["it stays open"])
        console.print(f"until: {local(found.deadline)}, then: {then}")
    if found.state is not DecisionState.OPEN:
        by = f" by {found.answered_by}" if found.answered_by else ""
        at = f", {local(found.answered_at)}" if found.answered_at else ""
        said = "" if found.answer is None else f": {one_line(answer_words(found.answer), 2000)}"
        console.print(Text(f"{found.state.value}{by}{at}{said}"))


def answer_words(answer: Mapping[str, Any]) -> str:
    """An answer in a line."""
    values = answer.get("values")
    if isinstance(values, Mapping):
        return ", ".join(f"{name}={value}" for name, value in values.items())
    return str(answer.get("choice", answer))


def show_taken(found: Decision, fields: list[dict[str, Any]]) -> None:
    """What an answer looks like."""
    if found.state is not DecisionState.OPEN:
        return
    draft = found.form.get("draft") or {}
    for field in fields:
        before = draft.get(field["name"], "")
        print(
            f"  --set {field['name']}=…  {one_line(field['label'])}, now {one_line(str(before))!r}"
        )
    for choice in found.form.get("choices", ()):
        print(f"  deskhand decisions answer {found.id} --choice {choice!r}")


def show_doubt(found: Doubt, *, as_json: bool) -> None:
    """An item in doubt: its open steps with what they were to enter, and its pictures."""
    if as_json:
        print_json(found)
        return
    console = Console(highlight=False, soft_wrap=True)
    case = found.case
    title = f"Item {case.item} of {case.bot}, key {one_line(case.key or '-')}: {case.state}"
    console.print(Text(title, style="bold"))
    console.print(Text(one_line(case.message, 2000)))
    for step in found.steps:
        console.print(
            Text(f"step {step.name}, {local(step.intended_at)}: {step.why or step.state}")
        )
        for name, value in step.arguments.items():
            console.print(Text(f"  {one_line(name)}: {one_line(str(value), 2000)}"))
    for label, picture in (("before", found.before), ("after", found.after)):
        if picture is not None:
            console.print(f"picture {label}: {picture}")
    for choice in DOUBTS:
        print(f"  deskhand decisions answer {ITEM}{case.item} --choice {choice}")


@app.command
def answer(
    number: Annotated[str, Parameter(help=NUMBER)],
    /,
    *,
    choice: Annotated[str | None, Parameter(help="One of its choices.")] = None,
    given: Annotated[
        list[str] | None,
        Parameter(name="--set", help="A field of its form: FIELD=VALUE; others stay as drafted."),
    ] = None,
    draft: Annotated[
        bool, Parameter(name="--as-drafted", negative="", help="The form as the bot drafted it.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Answer a decision, as the account that you are. The first answer counts."""
    if (choice is None) == (not given and not draft):
        raise OneAnswerError
    values = dict(map(pair, given or []))
    store = open_store_here(workspace)
    try:
        if number.startswith(ITEM):
            return settle_doubt(store, number, choice, as_json=json)
        found = answered(store, find_workspace(workspace), number_of(number), choice, values)
        case = cases_of(store.database, [found.item])[found.item]
    finally:
        store.close()
    line = goes_on(case)
    if json:
        print_json({"decision": found.id, "item": found.item, "run": case.run, "resume": line})
        return ExitCode.OK
    said = one_line(answer_words(found.answer or {}))
    print(f"Decision {found.id} is answered: {said}. Item {found.item} is worked again.")
    print(f"Go on with: {line}" if line else GOES_ON)
    return ExitCode.OK


def answered(
    store: Store, place: Any, number: int, choice: str | None, values: Mapping[str, str]
) -> Decision:
    """Answer with a choice, or with the draft and what was typed over it."""
    found = store.decisions.one(number)
    by = Answerer(who(), is_account=True)
    if choice is not None:
        return choose(store, number, choice, by, seen=found.digest)
    posted = over_draft(found, model_of(store, place, found), values)
    return fill_in(store, place, number, posted, by, seen=found.digest)


def settle_doubt(store: Store, name: str, choice: str | None, *, as_json: bool) -> int:
    """Say of an item in doubt whether it was entered."""
    if choice not in DOUBTS:
        raise DoubtChoiceError(name)
    item = item_of(name)
    run = settle(store.database, item, DOUBTS[choice], who())
    store.runs.reopen(run)
    line = goes_on(cases_of(store.database, [item])[item])
    if as_json:
        print_json({"item": item, "answer": DOUBTS[choice], "run": run, "resume": line})
    else:
        print(f"Item {item}: {DOUBTS[choice].value}.")
        print(f"Go on with: {line}" if line else GOES_ON)
    return ExitCode.OK


def pair(text: str) -> tuple[str, str]:
    """A field and its value."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise BadValueError(text)
    return name, value


def number_of(name: str) -> int:
    """A decision's number."""
    if not name.isdecimal():
        raise BadNumberError(name)
    return int(name)


def item_of(name: str) -> int:
    """An item's number."""
    number = name.removeprefix(ITEM)
    if not number.isdecimal():
        raise NoSuchItemError(number)
    return int(number)
