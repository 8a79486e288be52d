"""Makes the pages: installs pinned releases of form applications, starts each, writes its pages.

Every release has an environment of its own in the cache folder; a script of `apps/` runs there.
Pages are made once; remove the cache folder to make them anew.
"""

import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

APPS = Path(__file__).parent / "apps"


@dataclass(frozen=True, slots=True)
class Release:
    """One release of an application: what is installed, and what writes its pages."""

    app: str
    name: str
    script: str
    packages: tuple[str, ...]
    words: tuple[str, ...] = ()
    """Arguments of the script, after the folder."""
    surroundings: dict[str, str] = field(default_factory=dict)


class PagesError(Exception):
    """A release's pages could not be made."""

    def __init__(self, release: Release, step: str, said: str) -> None:
        last = (said.strip().splitlines() or ["nothing was said"])[-1]
        super().__init__(f"The pages of {release.app} {release.name} were not made: {step}: {last}")


OLD_FLASK = (
    "flask==1.1.4",
    "werkzeug==1.0.1",
    "jinja2==2.11.3",
    "markupsafe==1.1.1",
    "itsdangerous==1.1.0",
    "click==7.1.2",
    "wtforms==2.3.3",
    "sqlalchemy==1.3.24",
    "flask-sqlalchemy==2.5.1",
    "flask-admin==1.5.8",
)
MIDDLE_FLASK = (
    "flask==2.2.5",
    "werkzeug==2.2.3",
    "wtforms==3.0.1",
    "sqlalchemy==1.4.52",
    "flask-sqlalchemy==2.5.1",
    "flask-admin==1.6.1",
)
NEW_FLASK = ("flask==3.1.3", "wtforms==3.3.2", "flask-sqlalchemy==3.1.1", "flask-admin==2.0.2")
OSCAR = ("django-oscar==3.1", "django==3.2.25", "sorl-thumbnail==12.9.0", "django-treebeard==4.4")
NEW_OSCAR = ("django-oscar==4.0", "django==4.2.16", "sorl-thumbnail==13.4.0")
HELPDESK = (
    "django-helpdesk==0.3.5",
    "django==3.2.25",
    "djangorestframework==3.15.1",
    "packaging",
    "django-reversion==5.0.12",
    "django-model-utils==5.0.0",
)
NEW_HELPDESK = ("django-helpdesk==1.2.0", "django==5.2", "packaging")
DJANGO = ("1.8.19", "1.11.29", "2.2.28", "3.2.25", "4.2.16", "5.2")


def _flask(name: str, packages: tuple[str, ...]) -> Release:
    return Release("flask-admin", name, "flask_desk.py", packages, (name.partition("-")[2],))


def _sqladmin(version: str, *more: str) -> Release:
    packages = (f"sqladmin=={version}", "itsdangerous", *more)
    return Release("sqladmin", version, "sqladmin_desk.py", packages)


def _starlette(version: str, starlette: str) -> Release:
    packages = (
        f"starlette-admin=={version}",
        f"starlette=={starlette}",
        "sqlalchemy==2.0.58",
        "itsdangerous",
    )
    return Release("starlette-admin", version, "starlette_desk.py", packages)


RELEASES = (
    *(
        Release(
            "django-admin",
            f"{version}-{language}",
            "django_admin.py",
            (f"django=={version}",),
            surroundings={"BENCH_LANGUAGE": language},
        )
        for version in DJANGO
        for language in ("en", "de")
    ),
    _flask("1.5.8-bootstrap2", OLD_FLASK),
    _flask("1.5.8-bootstrap3", OLD_FLASK),
    _flask("1.6.1-bootstrap4", MIDDLE_FLASK),
    _flask("2.0.2", NEW_FLASK),
    _sqladmin("0.8.0", "starlette==0.22.0", "sqlalchemy==1.4.54", "jinja2==3.1.2", "httpx==0.28.1"),
    _sqladmin("0.16.1", "starlette==0.36.3", "sqlalchemy==2.0.58"),
    _sqladmin("0.20.1", "starlette==0.45.3", "sqlalchemy==2.0.58"),
    _starlette("0.11.2", "0.35.1"),
    _starlette("0.14.1", "0.39.2"),
    Release("helpdesk", "0.3.5", "django_helpdesk.py", HELPDESK),
    Release("helpdesk", "1.2.0", "django_helpdesk.py", NEW_HELPDESK),
    *(
        Release(
            "roundup",
            f"24-{template}",
            "roundup_desk.py",
            ("roundup==2.4.0", "jinja2"),
            (template,),
        )
        for template in ("classic", "devel", "jinja2", "responsive")
    ),
    Release("oscar", "3.1", "django_oscar.py", OSCAR),
    Release("oscar", "4.0", "django_oscar.py", NEW_OSCAR),
)


def cache() -> Path:
    """Where environments and pages are kept."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "deskhand-healing"


def prepared(apps: Iterable[str]) -> Path:
    """The folder of all pages, with those of some applications made.

    Raises:
        PagesError: a release could not be installed or started.
    """
    folder, wanted = cache() / "pages", set(apps)
    for release in RELEASES:
        target = folder / release.app / release.name
        if release.app in wanted and not (target / "addresses.json").exists():
            print(f"making the pages of {release.app} {release.name} …", file=sys.stderr)
            make(release, target)
    return folder


def make(release: Release, target: Path) -> None:
    """Write one release's pages.

    Raises:
        PagesError: it could not be installed or started.
    """
    python = environment(release)
    command = [str(python), str(APPS / release.script), str(target), *release.words]
    around = {**os.environ, **release.surroundings, "PYTHONPATH": str(APPS), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=around, cwd=cache()
    )
    if done.returncode:
        raise PagesError(release, "it did not start", done.stderr)


def environment(release: Release) -> Path:
    """The Python that has a release installed.

    Raises:
        PagesError: pip could not.
    """
    name = "_".join(release.packages[:2]).replace("==", "-")
    home = cache() / "environments" / name
    python = home / "bin" / "python"
    if (home / "complete").exists():
        return python
    venv.create(home, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "setuptools<81", *release.packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PagesError(release, "pip failed", done.stderr)
    (home / "complete").touch()
    return python
