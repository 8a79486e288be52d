"""Time zones by their names."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from runner.errors import InputError
from runner.yaml_wording import did_you_mean


class UnknownZoneError(InputError):
    """No time zone is called so."""

    def __init__(self, name: str) -> None:
        near = did_you_mean(name, available_timezones())
        hint = near if near.startswith("Did") else "Zones are called `Europe/Berlin`, or `UTC`."
        super().__init__(f"There is no time zone {name!r}.", hint=hint)


def zone_of(name: str) -> ZoneInfo:
    """A time zone.

    Raises:
        UnknownZoneError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(name) from None
