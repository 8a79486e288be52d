"""The clipboard of the person's desktop, read when a form is opened."""

import shutil
import subprocess
import sys

LONGEST = 4000
"""Characters of it that are looked at."""

SECONDS = 1.0

WAYS = (
    ("wl-paste", "--no-newline", "--type", "text"),
    ("xclip", "-out", "-selection", "clipboard"),
    ("xsel", "--output", "--clipboard"),
    ("pbpaste",),
)
WINDOWS = ("powershell", "-NoProfile", "-Command", "Get-Clipboard -Raw")


def read_clipboard() -> str:
    """The text that was copied last; empty where there is none, or no way to ask for it."""
    ways = (WINDOWS,) if sys.platform == "win32" else WAYS
    for way in ways:
        if shutil.which(way[0]):
            found = _said(way)
            if found:
                return found[:LONGEST]
    return ""


def _said(way: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            way, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
