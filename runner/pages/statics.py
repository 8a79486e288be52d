"""Static files: style sheet, scripts and icons, each known by its exact name."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


class Statics:
    """The files of some folders, read once; nothing that a browser says is ever a path."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(folders)

    @cached_property
    def files(self) -> dict[str, tuple[bytes, str]]:
        """Path on the site → content and its type."""
        return {
            f"/static/{file.name}": (file.read_bytes(), TYPES[file.suffix])
            for folder in self._folders
            for file in sorted(folder.iterdir())
            if file.suffix in TYPES
        }

    def routes(self) -> list[Route]:
        """A route for each file."""
        return [Route(path, self._file, methods=["GET"]) for path in self.files]

    def _file(self, request: Request) -> Response:
        content, kind = self.files[request.scope["path"]]
        return Response(content, media_type=kind)
