"""The contestant itself: the whole engine, started by its command line in a fresh workspace."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.flows_records import Record

WORKSPACE = Path(__file__).with_name("workspace")
_ROOT = Path(__file__).parent.parent


class RunFailedError(Exception):
    """A measured run did not end well; nothing can be said about its speed."""

    def __init__(self, command: list[str], answer: subprocess.CompletedProcess[str]) -> None:
        tail = (answer.stderr or answer.stdout)[-2000:]
        super().__init__(f"{' '.join(command)} ended with {answer.returncode}: {tail}")


@dataclass(frozen=True, slots=True)
class Deskhand:
    """One bot with the evidence and the number of sessions that are measured."""

    bot: str
    pictures: str = "item"
    sessions: int = 1

    def __call__(self, address: str, records: list[Record]) -> float:
        """Enters all records; returns when the last one was done with its evidence."""
        with TemporaryDirectory() as folder:
            workspace = Path(folder) / "workspace"
            shutil.copytree(WORKSPACE, workspace)
            feed = workspace / "records.json"
            feed.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
            self._deskhand(workspace, "run", self.bot, *self._options(feed, address))
            return _last_end(self._deskhand(workspace, "items"))

    def _options(self, feed: Path, address: str) -> list[str]:
        where = ["--from", str(feed), "--address", f"flows={address}/"]
        return [*where, "--pictures", self.pictures, "--sessions", str(self.sessions)]

    def _deskhand(self, workspace: Path, *arguments: str) -> str:
        command = [sys.executable, "-P", "-m", "runner", *arguments, "--json"]
        known = {"FLOWS_USERNAME": "demo", "FLOWS_PASSWORD": "demo", "PYTHONPATH": str(_ROOT)}
        answer = subprocess.run(
            command,
            cwd=workspace,
            env=os.environ | known,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            raise RunFailedError(command, answer)
        return answer.stdout


def _last_end(items: str) -> float:
    ended = [datetime.fromisoformat(item["ended_at"]) for item in json.loads(items)]
    return max(ended).timestamp()
