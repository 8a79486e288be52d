"""What `schedules.yaml` says of what starts a bot when something arrives."""

from pydantic import Field

from runner.screens.locator_entries import Strict, said


class TriggerEntry(Strict):
    """A bot that starts when something arrives."""

    bot: str = Field(description="The bot, as `deskhand bots` lists it: `bot: update_contact`.")
    folder: str | None = said("The folder into which files are dropped: `folder: in`.")
