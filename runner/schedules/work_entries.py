"""What `schedules.yaml` says of the work that a schedule or a trigger starts."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from runner.schedules.durations import Duration
from runner.schedules.sla_entries import SlaEntry
from runner.screens.locator_entries import Strict, Texts, listed, named, said
from runner.settings import Pictures


def _texts(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {
        key: str(each).lower() if isinstance(each, bool) else each for key, each in value.items()
    }


Named = Annotated[
    dict[str, str],
    BeforeValidator(_texts, json_schema_input_type=dict[str, str | int | float | bool]),
]
Count = Annotated[int, Field(ge=1, le=10_000)]


class WorkEntry(Strict):
    """The bot that is started, and how: what schedules and triggers say alike."""

    bot: str = Field(description="The bot, as `deskhand bots` lists it: `bot: update_contact`.")
    options: Annotated[Named, Field(description="Options of the bot: `{create: true}`.")] = Field(
        default_factory=dict
    )
    apps: dict[str, str] = named("Other selector files: `apps: {crm: tryton}`.")
    addresses: dict[str, str] = named("Where apps are: `addresses: {crm: https://test.example}`.")
    map: dict[str, str] = named("Columns whose names do not tell: `map: {Account no.: account}`.")
    sheet: str | None = said("The workbook's sheet; else it is found.")
    encoding: str | None = said("Of a csv file: `encoding: cp1253`; else it is found.")
    sessions: Annotated[
        int | None,
        Field(ge=1, le=64, description="Signed-in sessions side by side: `sessions: 4`."),
    ] = None
    tries: Annotated[
        Count | None, Field(description="Tries at one item, if not as the bot says: `tries: 5`.")
    ] = None
    deadline: Duration | None = said("The longest time of a run: `deadline: 4h`.")
    sla: SlaEntry | None = said("By when its items are to be done: `sla: {within: 8h, warn: 1h}`.")
    needs: Texts = listed("Resources that it takes one of, by their names: `needs: [desktop]`.")
    tell: Texts = listed("Who is told, by the names under `tell:`: `tell: [team]`; else all.")
    priority: Annotated[
        int | None, Field(ge=1, le=9, description="1 comes first, 9 last; usually 5.")
    ] = None
    pictures: Pictures | None = said("When pictures are taken: `pictures: failure`.")
    canary: bool = said("`canary: true`: first look at the screens that are marked so.", False)
    again: bool = said(
        "`again: true`: items that an earlier run has done are entered once more.", False
    )
    note: str = said("For people: `note: asked for by finance`.", "")
