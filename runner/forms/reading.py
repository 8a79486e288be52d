"""From what a person typed to a typed item, by the same path as a cell of a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from runner.feeds.validation import Cell, Validation
from runner.forms.field import FormField, Widget, fields_of
from runner.forms.wording import in_words
from runner.item import Draft, Source

FORM = "form"
"""The name for people of where such an item comes from."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as a person filled it in."""

    draft: Draft
    values: Mapping[str, str | tuple[str, ...]]
    """What was typed, to show it again."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field → what is wrong with it; under `""` what is wrong with the whole."""

    @property
    def right(self) -> bool:
        """Whether it can be used."""
        return not self.problems


def read_form(
    model: type[BaseModel],
    key: tuple[str, ...],
    posted: Mapping[str, Sequence[str]],
    language: str = "en",
) -> Filled:
    """Read what was posted; names that the model does not have are left alone.

    An empty field takes its default, as an empty cell does. A box that is not ticked is posted by
    no browser: it means no.
    """
    fields = fields_of(model, language)
    values = {each.name: _posted(each, posted) for each in fields}
    cells = {
        each.name: Cell(_given(values[each.name]))
        for each in fields
        if each.widget is not Widget.NONE
    }
    draft = Validation(model, key).draft(Source(FORM), cells)
    problems: dict[str, str] = {}
    for problem in draft.problems:
        problems.setdefault(problem.field or "", in_words(problem.reason, language))
    return Filled(draft, values, problems)


def _posted(field: FormField, posted: Mapping[str, Sequence[str]]) -> str | tuple[str, ...]:
    found = list(posted.get(field.name, ()))
    match field.widget:
        case Widget.CHOICES:
            return tuple(each for each in found if each)
        case Widget.TEXTS:
            return tuple(line for each in found for line in each.splitlines() if line.strip())
        case Widget.YES_NO if field.required or field.default:
            return "TRUE" if found and found[-1].upper() not in {"", "FALSE"} else "FALSE"
        case Widget.MOMENT:
            return found[-1].replace("T", " ") if found else ""
        case _:
            return found[-1] if found else ""


def _given(value: str | tuple[str, ...]) -> object:
    if isinstance(value, tuple):
        return list(value) or None
    return value
