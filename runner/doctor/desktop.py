"""What programs with windows need, in a workspace that has some."""

import re
from collections.abc import Iterator

from runner.doctor.finding import Finding, Health, good
from runner.doctor.packages import apt_line
from runner.drivers.desktop.checkup import Need, look_at_desktop
from runner.workspace import Workspace

KIND = re.compile(r"^kind:\s*desktop\b", re.MULTILINE)


def look_at_programs(workspace: Workspace) -> Iterator[Finding]:
    """Everything that is missing; one line when nothing is. Web bots run without any of it."""
    if not any(_is_desktop(workspace, name) for name in workspace.app_names()):
        return
    missing = [one for one in look_at_desktop() if not one.there]
    if not missing:
        yield good("desktop programs", "display, window manager, accessibility and libraries")
    for one in missing:
        yield Finding(one.name, Health.WARNING, one.message, _remedy(one))


def _is_desktop(workspace: Workspace, name: str) -> bool:
    try:
        text = (workspace.selectors / f"{name}.yaml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return KIND.search(text) is not None


def _remedy(need: Need) -> str:
    return need.remedy or apt_line(*need.packages)
