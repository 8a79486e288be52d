"""The time zone of this machine, by its name."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_here() -> ZoneInfo:
    """The machine's own zone; UTC where it has none that is known by a name."""
    from tzlocal import get_localzone_name

    try:
        return ZoneInfo(get_localzone_name() or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
