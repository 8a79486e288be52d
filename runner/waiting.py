"""The only fixed wait there is, and it says why."""

import time


def pause(seconds: float, *, because: str) -> None:
    """Wait `seconds`. Prefer waiting for something on a screen; say why that is not possible.

    Raises:
        ValueError: no reason was given.

    Example:
        >>> pause(0, because="the till prints for a moment and shows nothing when it is done")
    """
    if not because.strip():
        raise ValueError("pause() needs a reason: because='…'")
    time.sleep(seconds)  # noqa: TID251 - the one place
