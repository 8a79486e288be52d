"""Evidence files: pictures and papers of runs. What a browser says is never a path."""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from runner.console.desk import Desk
from runner.pages.doors import Door, shows
from runner.pages.refusing import not_there
from runner.pages.rights import Right
from runner.store.errors import NoSuchItemError

RUN = re.compile(r"[\w-]{1,40}", re.ASCII)
PICTURE = re.compile(r"\d{1,12}-\d{1,6}-\d{1,6}-[\w-]{1,60}\.jpg", re.ASCII)

READING = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would be waited for
    | getattr(os, "O_BINARY", 0)
)

LARGEST = 2**31
"""Numbers of items are smaller, in every database."""

NEWEST = 6

LOOKED_AT = 20_000
"""Pictures of a run that are looked at for the newest."""

MOST_BYTES = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that every run leaves."""

    name: str
    kind: str


FILES = {
    "report": Paper("report.html", "text/html; charset=utf-8"),
    "results": Paper(
        "results.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "log": Paper("log.jsonl", "application/jsonl"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a run."""

    name: str
    item: int
    what: str


def routes(desk: Desk) -> list[Door]:
    """Its routes."""
    root = desk.store.evidence

    def picture_of_item(request: Request) -> Response:
        try:
            pictures = desk.store.dossiers.of(number_of(request)).pictures
        except NoSuchItemError:
            raise not_there() from None
        number: int = request.path_params["number"]
        if number >= len(pictures):
            raise not_there()
        return picture(root, Path(pictures[number]).parts)

    def picture_of_run(request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["name"]
        if RUN.fullmatch(run) is None or PICTURE.fullmatch(name) is None:
            raise not_there()
        return picture(root, (run, "pictures", name))

    def paper(request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["file"]
        if RUN.fullmatch(run) is None or name not in FILES:
            raise not_there()
        chosen = FILES[name]
        content = content_of(root, (run, chosen.name))
        headers = {"content-disposition": f'attachment; filename="{run}-{chosen.name}"'}
        return Response(content, media_type=chosen.kind, headers=headers | SANDBOXED)

    return [
        shows("/items/{item:int}/pictures/{number:int}", picture_of_item, Right.SEE_ITEMS),
        shows("/runs/{run}/pictures/{name}", picture_of_run, Right.SEE_ITEMS),
        shows("/runs/{run}/files/{file}", paper, Right.SEE_ITEMS),
    ]


def number_of(request: Request) -> int:
    """The number of the item that a path names.

    Raises:
        Refusal: no item could have it.
    """
    number: int = request.path_params["item"]
    if number >= LARGEST:
        raise not_there()
    return number


SANDBOXED = {"content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}
"""Whatever a file holds, nothing of it runs, and nothing of it is one of our own pages."""


def picture(root: Path, parts: Sequence[str]) -> Response:
    """A picture, where there is one."""
    content = content_of(root, parts)
    if not content.startswith(b"\xff\xd8"):
        raise not_there()
    return Response(content, media_type="image/jpeg", headers=SANDBOXED)


def content_of(root: Path, parts: Sequence[str]) -> bytes:
    """What a file beneath a folder holds; links lead nowhere.

    Raises:
        Refusal: it is not there, or not beneath the folder.
    """
    file = root.joinpath(*parts)
    try:
        if file.resolve(strict=True) != root.resolve(strict=True).joinpath(*parts):
            raise not_there()
        opened = os.open(file, READING)
    except (OSError, ValueError):
        raise not_there() from None
    try:
        known = os.fstat(opened)
        if not stat.S_ISREG(known.st_mode) or known.st_size > MOST_BYTES:
            raise not_there()
        with os.fdopen(opened, "rb", closefd=False) as held:
            return held.read()
    finally:
        os.close(opened)


def newest_pictures(folder: Path) -> list[Shot]:
    """The newest pictures of a run, the newest first."""
    found: list[tuple[float, str]] = []
    try:
        with os.scandir(folder / "pictures") as entries:
            for number, entry in enumerate(entries):
                if number >= LOOKED_AT:
                    break
                if PICTURE.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    found.append((entry.stat().st_mtime, entry.name))
    except OSError:
        return []
    return [shot_of(name) for _, name in sorted(found, reverse=True)[:NEWEST]]


def shot_of(name: str) -> Shot:
    """What a picture's name tells."""
    item, *_, what = name.removesuffix(".jpg").split("-", 3)
    return Shot(name, int(item) if item.isdigit() else 0, what.replace("-", " "))
