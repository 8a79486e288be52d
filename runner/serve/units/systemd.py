"""The service as a unit of systemd, of one person or of the machine."""

import os
from pathlib import Path

from runner.serve.units.unit import RESTART_SECONDS, STOP_SECONDS, Unit

SYSTEM = Path("/etc/systemd/system")

HARDENING = (
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "PrivateTmp=yes",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectHostname=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
)
"""For the machine's units: those of a person may not have them everywhere.

Namespaces are not restricted: browsers lock their pages up in them.
"""


def systemd_file(unit: Unit) -> Path:
    """Where the unit belongs."""
    if unit.is_system:
        return SYSTEM / f"{unit.name}.service"
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return settings / "systemd" / "user" / f"{unit.name}.service"


def systemd_text(unit: Unit) -> str:
    """The unit."""
    lines = [
        f"# {unit.mark}.",
        "[Unit]",
        f"Description=Deskhand: schedules and triggers of {percent(str(unit.root))}",
        "Wants=network-online.target",
        "After=network-online.target",
        # A machine that cannot run it is not kept busy for ever.
        "StartLimitIntervalSec=600",
        "StartLimitBurst=20",
        "",
        "[Service]",
        "Type=exec",
        f"ExecStart={' '.join(quoted(word) for word in unit.command)}",
        f"WorkingDirectory={percent(str(unit.root))}",
        "Environment=PYTHONUNBUFFERED=1",
        "Restart=on-failure",
        f"RestartSec={RESTART_SECONDS}",
        # Wrong use or a wrong file does not mend itself.
        "RestartPreventExitStatus=2",
        "KillSignal=SIGTERM",
        # It ends its workers itself, after their current steps; what then is left is ended.
        "KillMode=mixed",
        f"TimeoutStopSec={STOP_SECONDS}",
        "UMask=0077",
        "NoNewPrivileges=yes",
        *(_of_the_machine(unit) if unit.is_system else ()),
        "",
        "[Install]",
        f"WantedBy={'multi-user.target' if unit.is_system else 'default.target'}",
    ]
    return "\n".join(lines) + "\n"


def _of_the_machine(unit: Unit) -> list[str]:
    folders = " ".join(quoted(str(folder)) for folder in (unit.root, *unit.writes))
    return [f"User={unit.account}", *HARDENING, f"ReadWritePaths={folders}"]


def percent(text: str) -> str:
    """A text in which systemd finds nothing to replace."""
    return text.replace("%", "%%")


def quoted(word: str) -> str:
    """A word of a command line, as systemd reads it."""
    escaped = percent(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    plain = all(char.isalnum() or char in "-_./:=@%+," for char in word)
    return escaped if plain and word else f'"{escaped}"'
