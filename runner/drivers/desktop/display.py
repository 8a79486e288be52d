"""Displays that programs are driven on: one of its own, or the one that a person sits before."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runner.drivers.desktop.authority import KEYRING, entry, new_cookie, write
from runner.drivers.desktop.decorating import settings
from runner.drivers.desktop.errors import NoDesktopError, NotHereError
from runner.drivers.desktop.family import Family, NotStartedError
from runner.drivers.surface.surroundings import passed_on

WINDOW_MANAGERS = (
    ("openbox", "--sm-disable"),
    ("metacity", "--sm-disable", "--no-composite"),
    ("xfwm4", "--compositor=off"),
    ("icewm",),
    ("twm",),
)
"""Those that start without a session, the best known first."""
BUS_CONFIGURATION = """<busconfig><type>session</type><keep_umask/>
<listen>unix:path={path}</listen><auth>EXTERNAL</auth><standard_session_servicedirs/>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"""
TOOLKITS = {
    "QT_ACCESSIBILITY": "1",
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    "QT_QPA_PLATFORM": "xcb",
    "GDK_BACKEND": "x11",
    "GNOME_ACCESSIBILITY": "1",
    "ACCESSIBILITY_ENABLED": "1",
    "SAL_USE_VCLPLUGIN": "gtk3",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "_JAVA_AWT_WM_NONREPARENTING": "1",
}
"""What makes programs tell what they show."""
LONGEST_PATH = 50
PENDING = "pending"
"""A display that has no number yet."""
FOREIGN = (
    "WAYLAND_DISPLAY",
    "NO_AT_BRIDGE",
    "AT_SPI_BUS_ADDRESS",
    "SESSION_MANAGER",
    "DESKTOP_STARTUP_ID",
)
JAVA_BRIDGE = Path("/usr/share/java/java-atk-wrapper.jar")
"""Debian's libatk-wrapper-java; its own configuration does not load it into Java 9 and later."""
JAVA_OPTIONS = (
    f"-Xbootclasspath/a:{JAVA_BRIDGE} "
    "-Djavax.accessibility.assistive_technologies=org.GNOME.Accessibility.AtkWrapper"
)


@dataclass(frozen=True, slots=True)
class Display:
    """A display with a window manager, a bus for accessibility, and a family of processes."""

    name: str
    """As DISPLAY says it: `:99`."""
    bus: str
    """The address of the session bus."""
    environment: Mapping[str, str]
    """For programs that are to appear on it."""
    family: Family
    folder: Path
    """Private to it, and removed with it."""
    own: bool
    vital: Mapping[str, int] = field(default_factory=dict)
    """Name → process of what it cannot do without."""

    def close(self) -> None:
        """Ends everything that was started on it."""
        self.family.close()
        KEYRING.remove(self.name.removeprefix(":"))


def own_display(size: tuple[int, int]) -> Display:
    """A desktop that nobody else sees, with everything that belongs to it.

    Raises NoDesktopError.
    """
    for program, package in (("Xvfb", "xvfb"), ("dbus-daemon", "dbus")):
        if shutil.which(program) is None:
            raise NoDesktopError(program, package)
    window_manager = next((one for one in WINDOW_MANAGERS if shutil.which(one[0])), None)
    if window_manager is None:
        raise NoDesktopError("a window manager", "openbox")
    folder = _private_folder()
    cookie = new_cookie()
    write(folder / "server", entry(cookie))
    family = Family(folder, KEYRING.add(PENDING, cookie))
    try:
        return _furnished(family, folder, cookie, size, window_manager)
    except BaseException:
        family.close()
        raise
    finally:
        KEYRING.remove(PENDING)


def _private_folder() -> Path:
    """Short, because the path of a socket may have 107 bytes only."""
    usual = tempfile.gettempdir()
    within = usual if len(usual) <= LONGEST_PATH else "/tmp"  # noqa: S108 - mkdtemp makes it private
    return Path(tempfile.mkdtemp(prefix="deskhand-d-", dir=within))


def _furnished(
    family: Family,
    folder: Path,
    cookie: bytes,
    size: tuple[int, int],
    window_manager: tuple[str, ...],
) -> Display:
    server = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size[0]}x{size[1]}x24"]
    server += ["-nolisten", "tcp", "-auth", str(folder / "server"), "-noreset", "-dpi", "96"]
    environment = _environment(folder)
    vital: dict[str, int] = {}

    def begin(name: str, package: str, words: list[str], *, line: bool) -> str:
        try:
            started = family.start(
                words,
                environment=environment,
                folder=folder,
                log=folder / f"{name}.log",
                line=line,
            )
        except NotStartedError as error:
            raise NoDesktopError(name, package, f"does not start: {error.why}") from error
        vital[name] = started.pid
        return started.line

    number = begin("Xvfb", "xvfb", server, line=True)
    write(folder / "authority", entry(cookie, number))
    KEYRING.add(number, cookie)
    environment["DISPLAY"] = f":{number}"
    configuration = folder / "bus.conf"
    configuration.write_text(BUS_CONFIGURATION.format(path=folder / "bus"))
    bus = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile"]
    address = begin("dbus-daemon", "dbus", [*bus, "--print-address=1"], line=True)
    environment["DBUS_SESSION_BUS_ADDRESS"] = address
    frames = settings(window_manager[0], folder)
    begin(window_manager[0], window_manager[0], [*window_manager, *frames], line=False)
    return Display(f":{number}", address, environment, family, folder, own=True, vital=vital)


def _environment(folder: Path) -> dict[str, str]:
    environment = {name: value for name, value in passed_on().items() if name not in FOREIGN}
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    environment |= _toolkits() | {
        "XAUTHORITY": str(folder / "authority"),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_SESSION_TYPE": "x11",
        "XDG_CURRENT_DESKTOP": "X-Generic",
    }
    return environment


def _toolkits() -> dict[str, str]:
    """Java ends with an error where it is told of a bridge that is not there."""
    java = {"JAVA_TOOL_OPTIONS": JAVA_OPTIONS} if JAVA_BRIDGE.exists() else {}
    return TOOLKITS | java


def shared_display() -> Display:
    """The desktop that the person sits before; nothing is started but accessibility.

    Raises NotHereError.
    """
    name = os.environ.get("DISPLAY")
    if os.environ.get("XDG_SESSION_TYPE") == "wayland" or os.environ.get("WAYLAND_DISPLAY"):
        raise NotHereError(
            "it is a Wayland session, in which no program may look at or type into another",
            "Sign in to an X11 session (`Xorg` at the sign-in), or let the bot run unattended: "
            "it has an X11 display of its own then.",
        )
    if not name:
        raise NotHereError(
            "there is no display (DISPLAY is not set)",
            "Start it in the person's session, or unattended, with a display of its own.",
        )
    bus = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if not bus:
        raise NotHereError(
            "there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)",
            "Start it in the person's session: from the menu, the tray or a terminal there.",
        )
    folder = _private_folder()
    environment = dict(passed_on()) | _toolkits()
    return Display(name, bus, environment, Family(folder), folder, own=False)
