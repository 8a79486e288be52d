"""Writes the draft of a bot as its author would begin it."""

from collections.abc import Iterator, Sequence

from runner.recording.guessing import Guess
from runner.recording.lines import call, function, quoted
from runner.recording.procedure import ItemField, Procedure, Turn
from runner.recording.steps import StepPlan, find_steps, without_menu
from runner.recording.words import Words, all_fills
from runner.screens.naming import free_name

IMPORTED = frozenset({"BaseModel", "Decimal", "Field", "Verdict", "Web"})
"""Names that a drafted file has for something else."""


def draft_bot(procedure: Procedure, name: str, shown_last: Sequence[str] = ()) -> str:
    """The file of a bot that does what was recorded, for any item.

    No value that was typed is in it. `shown_last` are the screens that the recording ended on.
    """
    return _Draft(procedure, name, shown_last).text()


class _Draft:
    def __init__(self, procedure: Procedure, name: str, shown_last: Sequence[str]) -> None:
        self._procedure = procedure
        self._app = procedure.app
        self._name = name
        crm = procedure.app.path.stem
        noun = name.split("_")[1:] or [name]
        item = "_".join(noun)
        self._words = Words(self._app, crm, "item" if item in {crm, name} else free_name(item, ()))
        model = "".join(word.capitalize() for word in noun)
        self._model = f"{model}Item" if model in IMPORTED else model
        self._fields = procedure.fields or (ItemField("number", Guess.TEXT, "Number", False, ""),)
        self._turns = without_menu(self._app, procedure.turns)
        taken = {name, crm, self._words.item}
        # What was worked on before the end is no answer to the last step.
        worked = {turn.screen for turn in procedure.turns}
        answers = [screen for screen in shown_last if screen not in worked]
        self._steps = find_steps(self._app, self._turns, taken, answers)

    def text(self) -> str:
        """The whole file."""
        lines = [
            *self._docstring(),
            *self._imports(),
            *self._item(),
            *(line for step in self._steps for line in self._step(step)),
            *self._bot(),
            *self._way(),
        ]
        return "\n".join(lines).rstrip("\n") + "\n"

    @property
    def _title(self) -> str:
        return f"{self._name.replace('_', ' ').capitalize()} in {self._app.name}."

    def _docstring(self) -> list[str]:
        drafted = "Drafted from one recording. To finish before it works for real:"
        points = [f"- {point}" for point in self._unfinished()]
        return [f'"""{self._title}', "", drafted, "", *points, '"""', ""]

    def _unfinished(self) -> Iterator[str]:
        yield f"see that `{self._fields[0].name}` is what tells one case from another;"
        first = self._turns[0].screen if self._turns else ""
        if first and not self._app.screens[first].way:
            yield f"give the screen `{first}` a `reach`, so that every item gets there;"
        for step in self._steps:
            if step.verifiable:
                yield f"complete `{step.name}_seen`, and try it with runner.testing.check_verify;"
            else:
                yield f"give the step `{step.name}` a `verify`: after a crash nobody else can tell;"
        for what in self._procedure.by_hand:
            yield f"{what} was not recorded, since no item may hold it;"
        yield "say what is to happen where the application answers something else."

    def _imports(self) -> Iterator[str]:
        kinds = {one.kind for one in self._fields}
        if Guess.DATE in kinds:
            yield "from datetime import date"
        if Guess.AMOUNT in kinds:
            yield "from decimal import Decimal"
        if {Guess.DATE, Guess.AMOUNT} & kinds:
            yield ""
        hooks = any(step.verifiable or step.answered_by for step in self._steps)
        names = [*(["Verdict"] if hooks else []), "Web", "bot", *(["step"] if self._steps else [])]
        yield from ["from pydantic import BaseModel, Field", ""]
        yield from [f"from runner import {', '.join(names)}", "", ""]

    def _item(self) -> Iterator[str]:
        yield from [f"class {self._model}(BaseModel):", '    """One case."""', ""]
        for one in self._fields:
            title = [f"title={quoted(one.title)}"]
            marks = ['json_schema_extra={"personal": True}'] if one.personal else []
            yield from call(f"    {one.name}: {one.kind} = Field(", [*title, *marks], ")")
        yield from ["", ""]

    def _signature(self, name: str, returns: str, unused: str = "") -> str:
        words = self._words
        return f"def {name}({words.crm}: Web, {unused}{words.item}: {self._model}) -> {returns}:"

    def _step(self, step: StepPlan) -> Iterator[str]:
        hooks = []
        if step.verifiable:
            hooks.append(f"verify={step.name}_seen")
            yield from self._verify(step)
        if step.answered_by:
            hooks.append(f"confirm={step.name}_answered")
            yield from self._confirm(step)
        said = "Entered at most once for an item."
        yield f"@step({', '.join(hooks)})"
        signature = self._signature(step.name, "None", "" if self._uses_item(step) else "_")
        yield from function(signature, said, self._words.done(step.turns))

    def _uses_item(self, step: StepPlan) -> bool:
        return bool(all_fills(step.turns)) or any(turn.row for turn in step.turns)

    def _verify(self, step: StepPlan) -> list[str]:
        words, fills = self._words, step.fills
        names = [quoted(one.element) for one in fills]
        wanted = [f"{quoted(one.element)}: {words.shown(one.field)}" for one in fills]
        body = [
            f"    {self._opening(step)}({words.crm}, {words.item})",
            *call(f"    found = {words.crm}.on({quoted(step.screen)}).read_all(", names, ")"),
            *call("    wanted = {", wanted, "}"),
            "    return Verdict.APPLIED if found == wanted else Verdict.UNKNOWN",
        ]
        said = (
            "A fresh look: does the record hold what was to be entered?\n\n"
            "    It never says NOT_APPLIED yet: what a crash leaves open goes to a person.\n    "
        )
        return function(self._signature(f"{step.name}_seen", "Verdict"), said, body)

    def _confirm(self, step: StepPlan) -> list[str]:
        said = "What came after it when it was recorded."
        shown = f"    {self._words.crm}.on({quoted(step.answered_by)})"
        signature = self._signature(f"{step.name}_answered", "Verdict", "_")
        return function(signature, said, [shown, "    return Verdict.APPLIED"])

    def _opening(self, step: StepPlan) -> str:
        return f"open_{step.screen}"

    def _opened(self) -> StepPlan | None:
        """The first step, where the way to it is a function of its own."""
        return next((step for step in self._steps[:1] if step.opened_by), None)

    def _bot(self) -> list[str]:
        words = self._words
        key = quoted(self._fields[0].name)
        signature = f"def {self._name}({words.item}: {self._model}, {words.crm}: Web) -> str:"
        return [f"@bot(key={key})", *function(signature, self._title, list(self._body()))]

    def _body(self) -> Iterator[str]:
        words = self._words
        looks = [turn for turn in self._turns if turn.reads or turn.rows]
        one = self._only_look(looks)
        if looks and one is None:
            key = self._fields[0]
            yield f"    found = {{{quoted(key.name)}: str({words.value(key)})}}"
        yield from self._work(one)
        if one is not None:
            yield f"    return {words.crm}.on({quoted(one.screen)}).read({quoted(one.reads[0])})"
        elif looks:
            yield '    return ", ".join(f"{name}: {text}" for name, text in found.items())'
        else:
            yield f"    return str({words.value(self._fields[0])})"

    def _only_look(self, looks: Sequence[Turn]) -> Turn | None:
        """The turn that reads the one text that the bot returns."""
        alone = len(looks) == 1 and looks[0] is self._turns[-1] and len(looks[0].reads) == 1
        return looks[0] if alone and not looks[0].press else None

    def _work(self, returned: Turn | None) -> Iterator[str]:
        words, opened = self._words, self._opened()
        at = 0
        if opened is not None:
            yield f"    {self._opening(opened)}({words.crm}, {words.item})"
            at = opened.begin
        while at < len(self._turns):
            step = next((one for one in self._steps if one.begin == at), None)
            if step is not None:
                yield f"    {step.name}({words.crm}, {words.item})"
                at = step.end
                continue
            turn = self._turns[at]
            yield from words.done([turn], first=at == 0)
            if turn is not returned:
                yield from words.read(turn)
            at += 1

    def _way(self) -> list[str]:
        opened = self._opened()
        if opened is None:
            return []
        body = self._words.done(opened.opened_by, first=True)
        unused = "" if self._needs_item(opened) else "_"
        signature = self._signature(self._opening(opened), "None", unused)
        return function(signature, "The way there, as it was recorded.", body)

    def _needs_item(self, step: StepPlan) -> bool:
        return bool(all_fills(step.opened_by)) or any(turn.row for turn in step.opened_by)
