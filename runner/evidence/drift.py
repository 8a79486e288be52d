"""Drift: elements that a run found by a later locator only, read from its log."""

import json
from collections import Counter
from pathlib import Path

MARK = '"action":"locator"'
MOST = 12
"""Elements that a summary names."""


def drift(log: Path) -> list[str]:
    """A sentence for each element that was not found by its first locator, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                # Most lines are of other kinds, and there may be a hundred thousand.
                if MARK in line and (told := _told(line)) is not None:
                    found[told] += 1
    except OSError:
        return []
    sentences = [
        f"{element!r} on the screen {screen!r} was not found by its first locator, but by {used} "
        f"({times}×)."
        for (screen, element, used), times in found.most_common(MOST)
    ]
    if len(found) > MOST:
        sentences.append(f"So were {len(found) - MOST} other elements; the log names them.")
    return sentences


def _told(line: str) -> tuple[str, str, str] | None:
    try:
        details = json.loads(line)["details"]
        return str(details["screen"]), str(details["element"]), str(details["used"])
    except (ValueError, KeyError, TypeError):
        return None
