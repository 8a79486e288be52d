"""The plan of a run: everything that a worker, or a later resume, must know of it."""

from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from runner.bots import Limits
from runner.settings import Pictures


class AppPlan(BaseModel):
    """Which selector file and address a bot's app parameter stands for in this run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    """The selector file's name without `.yaml`."""
    address: str | None = None
    """Instead of the address in the selector file."""


class PromisePlan(BaseModel):
    """By when a run's items were promised, so that somebody hears of it in time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """The schedule or trigger that promised it."""
    calendar: str | None = None
    warn: float
    """How long before its due time an item that is not done is told, in seconds."""


class RunPlan(BaseModel):
    """How a run is to be done. Kept in the store as JSON; holds no secrets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    apps: dict[str, AppPlan] = Field(default_factory=dict)
    options: dict[str, str] = Field(default_factory=dict)
    pictures: Pictures = Pictures.ITEM
    learn: bool = True
    """Whether screens are learned, and what is lost on them is looked for."""
    trace: bool = False
    sessions: int = 1
    show: bool = False
    """A visible browser."""
    browser: str | None = None
    wait: float = 30.0
    dry_run: bool = False
    canary: bool = False
    """Whether the apps' marked screens are looked at before the first item."""
    deadline: float | None = None
    """The whole run's longest time, in seconds."""
    feed_path: Path | None = None
    """The person's file, for the results workbook."""
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    """Of a text file, as the person told it."""
    mapping: dict[str, str] = Field(default_factory=dict)
    """Column → field, as the person told it."""
    tries: int | None = None
    """Tries at one item, instead of the bot's own number."""
    needs: dict[str, int] = Field(default_factory=dict)
    """Resource → how many may use it at once, over all hosts."""
    wait_for_apps: bool = False
    """Whether a run in the foreground waits while an app is in maintenance or does not answer."""
    promise: PromisePlan | None = None

    def target(self, bot: str) -> dict[str, object]:
        """What a bot works on in this run, and with which options, as JSON."""
        return {"bot": bot, **self.model_dump(mode="json", include={"apps", "options"})}

    def limits(self, own: Limits) -> Limits:
        """The limits of a bot in this run."""
        return own if self.tries is None else replace(own, tries=self.tries)
