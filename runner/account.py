"""The account that a command runs under, for runs and the audit."""

import getpass
import os


def who() -> str:
    """The account's name, or its number where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
