"""The service on macOS (launchd) and Windows (Task Scheduler)."""

import plistlib
from pathlib import Path
from xml.sax.saxutils import escape

from runner.serve.units.unit import RESTART_SECONDS, STOP_SECONDS, Unit


def launchd_file(unit: Unit) -> Path:
    """Where the agent, or the machine's daemon, belongs."""
    folder = Path("/Library/LaunchDaemons") if unit.is_system else _agents()
    return folder / f"{unit.name}.plist"


def _agents() -> Path:
    return Path.home() / "Library" / "LaunchAgents"


def launchd_text(unit: Unit) -> str:
    """The property list."""
    log = str(unit.root / "logs" / "service.out")
    values: dict[str, object] = {
        "Label": unit.name,
        "ProgramArguments": list(unit.command),
        "WorkingDirectory": str(unit.root),
        "EnvironmentVariables": {"PYTHONUNBUFFERED": "1"},
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": RESTART_SECONDS,
        "ExitTimeOut": STOP_SECONDS,
        "ProcessType": "Background",
        "Umask": 0o077,
        "StandardOutPath": log,
        "StandardErrorPath": log,
    }
    if unit.account is not None:
        values["UserName"] = unit.account
    text = plistlib.dumps(values).decode()
    head, rest = text.split("\n", 1)
    return f"{head}\n<!-- {commented(unit.mark)}. -->\n{rest}"


def commented(text: str) -> str:
    """A text that may stand in a comment of XML."""
    return text.replace("--", "- -")


def task_text(unit: Unit) -> str:
    """The definition of the task; Windows wants it in UTF-16.

    It starts when its person signs in, in their session, so that desktops can be worked; the
    machine's own starts with the machine, and sees no desktop.
    """
    begins = "BootTrigger" if unit.is_system else "LogonTrigger"
    kind = "S4U" if unit.is_system else "InteractiveToken"
    who = f"\n      <UserId>{escape(unit.account)}</UserId>" if unit.account is not None else ""
    program, *words = unit.command
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{escape(unit.mark)}.</Description>
  </RegistrationInfo>
  <Triggers>
    <{begins}>
      <Enabled>true</Enabled>
    </{begins}>
  </Triggers>
  <Principals>
    <Principal id="Author">{who}
      <LogonType>{kind}</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(windows_words(words))}</Arguments>
      <WorkingDirectory>{escape(str(unit.root))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def windows_words(words: list[str]) -> str:
    """A command line as Windows programs read it."""
    from subprocess import list2cmdline

    return list2cmdline(words)


def task_file(unit: Unit) -> Path:
    """Where the definition is kept; Windows reads it once."""
    return unit.root / f"{unit.name}.xml"
