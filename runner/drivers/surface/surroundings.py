"""What a program gets of the worker's environment."""

import os
from collections.abc import Mapping

PASSED_ON = frozenset(
    {
        "DISPLAY",
        "DBUS_SESSION_BUS_ADDRESS",
        "HOME",
        "LANG",
        "LANGUAGE",
        "LD_LIBRARY_PATH",
        "LOGNAME",
        "PATH",
        "SHELL",
        "SSH_AUTH_SOCK",
        "TMPDIR",
        "TZ",
        "USER",
        "VIRTUAL_ENV",
        "XAUTHORITY",
    }
)
TOOLKITS = ("GDK_", "GTK_", "JAVA_", "LC_", "LIBGL_", "QT_", "SAL_", "WINE", "XDG_")


def passed_on() -> Mapping[str, str]:
    """Only what programs need to find themselves: credentials may stand in the rest."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(TOOLKITS)
    }
