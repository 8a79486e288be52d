"""What a desktop bot needs on this machine, for `deskhand doctor`."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runner.drivers.desktop.display import JAVA_BRIDGE, WINDOW_MANAGERS
from runner.drivers.desktop.presence import can_watch

BRIDGES = (
    Path("/usr/libexec/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"),
)
"""Where distributions put what starts the accessibility bus."""
LIBRARIES = {
    "jeepney": "reads programs",
    "Xlib": "windows, keyboard and mouse",
    "cv2": "finds pictures",
    "rapidocr": "reads text in pictures",
    "mss": "takes pictures",
}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that was looked at."""

    name: str
    there: bool
    message: str
    packages: tuple[str, ...] = ()
    """Debian packages that bring it."""
    remedy: str = ""
    """What else to do."""


def look_at_desktop() -> Iterator[Need]:
    """Everything that bots of desktop programs need; what is missing says what to do."""
    if sys.platform == "win32":
        yield _library("uiautomation", "reads programs")
        return
    yield _program("virtual display", ("Xvfb",), "xvfb")
    yield _program("window manager", tuple(one[0] for one in WINDOW_MANAGERS), "openbox")
    yield _program("session bus", ("dbus-daemon",), "dbus")
    yield _bridge()
    yield _java()
    yield _session()
    for name, purpose in LIBRARIES.items():
        yield _library(name, purpose)


def _program(name: str, programs: tuple[str, ...], package: str) -> Need:
    found = next((path for one in programs if (path := shutil.which(one))), None)
    if found is not None:
        return Need(name, there=True, message=found)
    wanted = " or ".join(programs)
    return Need(name, there=False, message=f"{wanted} is not installed", packages=(package,))


def _bridge() -> Need:
    found = next((one for one in BRIDGES if one.exists()), None)
    if found is not None:
        return Need("accessibility", there=True, message=str(found))
    said = "no accessibility bus: programs cannot be read"
    return Need("accessibility", there=False, message=said, packages=("at-spi2-core",))


def _java() -> Need:
    if shutil.which("java") is None or JAVA_BRIDGE.exists():
        return Need("java programs", there=True, message="can be read, or there is no Java")
    said = "Java programs tell nothing by accessibility"
    return Need("java programs", there=False, message=said, packages=("libatk-wrapper-java",))


def _session() -> Need:
    """Only for attended bots; others have a display of their own."""
    wayland = os.environ.get("XDG_SESSION_TYPE") == "wayland" or os.environ.get("WAYLAND_DISPLAY")
    if wayland:
        said = "this is a Wayland session: a person's own windows cannot be worked in"
        return Need(
            "attended desktop",
            there=False,
            message=said,
            remedy="Sign in to an X11 session; unattended bots work all the same.",
        )
    shown = os.environ.get("DISPLAY")
    if shown and not can_watch(shown):
        return Need(
            "attended desktop",
            there=False,
            message=f"the X11 display {shown} cannot be watched: bots would not let a person go first",
            remedy="Use an X server with the RECORD extension, such as Xorg.",
        )
    said = f"X11 display {shown}" if shown else "nobody sits here; unattended bots work"
    return Need("attended desktop", there=True, message=said)


def _library(name: str, purpose: str) -> Need:
    if importlib.util.find_spec(name) is not None:
        return Need(f"library {name}", there=True, message=purpose)
    return Need(
        f"library {name}",
        there=False,
        message=f"is not installed ({purpose})",
        remedy="Install Deskhand with its extra for desktops: pip install 'deskhand[desktop]'.",
    )
