"""What an attempt leaves while it works: lines in the run's log, pictures, masked by one masker."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from runner.errors import DeskhandError
from runner.evidence.folder import EvidenceFolder
from runner.evidence.log import RunLog
from runner.evidence.mask import Masker
from runner.item import ItemId, RunId
from runner.run.errors import worded
from runner.secret import Secret


class AttemptLog:
    """The log and the pictures of one worker, or (by `for_attempt`) of one of its attempts."""

    def __init__(self, folder: EvidenceFolder, log: RunLog, masker: Masker) -> None:
        self._folder = folder
        self._log = log
        self._masker = masker
        self._item = ItemId(0)
        self._attempt = 0
        self.pictures: list[str] = []
        """Paths of this attempt's pictures, relative to the evidence folder of all runs."""

    @classmethod
    def of_run(cls, evidence: Path, run: str, worker: str) -> "AttemptLog":
        """The log of a worker of a run.

        Raises:
            EnvironmentFault: the run's evidence folder cannot be written.
        """
        folder = EvidenceFolder.create(evidence, RunId(run))
        masker = Masker()
        return cls(folder, RunLog(folder.log, masker, run=run, worker=worker), masker)

    @property
    def evidence(self) -> Path:
        """The folder that the paths of pictures are relative to."""
        return self._folder.path.parent

    def for_attempt(self, item: int, attempt: int) -> "AttemptLog":
        """The same log for one attempt; the personal values of the one before are forgotten."""
        self._masker.end_attempt()
        log = AttemptLog(self._folder, self._log.bound(item=item, attempt=attempt), self._masker)
        log._item, log._attempt = ItemId(item), attempt
        return log

    def step_begins(self, name: str) -> None:
        """A step is about to act.

        Raises:
            EnvironmentFault: what it leaves might not be kept.
        """
        self._folder.refuse_little_space()
        self.event("step begins", step=name)

    def event(self, action: str, **details: object) -> None:
        """One line."""
        self._log.event(action, level="INFO", **details)

    def failure(self, error: Exception, *, outcome: str) -> None:
        """Why an attempt ended early, with its chain of causes."""
        causes: list[str] = []
        cause = error.__cause__ or error.__context__
        while cause is not None and len(causes) < 5:
            causes.append(worded(cause))
            cause = cause.__cause__ or cause.__context__
        level = "INFO" if isinstance(error, DeskhandError) else "ERROR"
        self._log.event(
            "attempt failed",
            level=level,
            outcome=outcome,
            kind=type(error).__name__,
            error=worded(error),
            causes=causes,
            where=last_frames(error),
        )

    def picture(self, name: str, image: bytes) -> None:
        """Keep a masked picture."""
        path = self._folder.picture(self._item, self._attempt, len(self.pictures) + 1, name)
        self._folder.keep_picture(path, image)
        self.pictures.append(path.relative_to(self._folder.path.parent).as_posix())
        self._log.event("picture", name=name, file=path.name)

    def mask(self, values: Mapping[str, str]) -> None:
        """Personal values of this attempt, masked from now on."""
        self.mask_values(values.values())

    def mask_values(self, values: Iterable[str]) -> None:
        """The same, without their names."""
        self._masker.add_personal(values)

    def mask_secret(self, secret: Secret) -> None:
        """A secret, masked for as long as the worker lives."""
        self._masker.add_secret(secret)

    def holds_secret(self, text: str) -> bool:
        """Whether a secret stands in a text."""
        return self._masker.holds_secret(text)

    def masked(self, text: str) -> str:
        """A text without secrets and personal values."""
        return self._masker.text(text)


def last_frames(error: BaseException, limit: int = 8) -> list[str]:
    """Where it came from, for the log: file, line and function of the innermost calls."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-limit:]
