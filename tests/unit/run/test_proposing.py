"""What an attempt proposes is masked and pictured; a person is asked through the supervisor."""

import io
import json
import threading
from pathlib import Path

from runner.evidence.log import read_log
from runner.proposal import Met, Proposal
from runner.run.attempt_log import AttemptLog
from runner.run.channel import Channel
from runner.run.proposing import MOST, Proposing


class Pipe(io.StringIO):
    """Lines that a test says one after another."""

    def __init__(self) -> None:
        super().__init__()
        self.said = threading.Semaphore(0)
        self.lines: list[str] = []

    def say(self, word: str) -> None:
        self.lines.append(f"{word}\n")
        self.said.release()

    def __next__(self) -> str:
        self.said.acquire()
        return self.lines.pop(0)

    def __iter__(self) -> "Pipe":
        return self


def a_proposal(met: Met = Met.WAITS, sentence: str = "it is lost") -> Proposal:
    details = {"label": "of Anna Kern", "traits": [["label", "Anna Kern", ""]], "line": 3}
    return Proposal("crm", "form", "street", "f", "c", 0.5, sentence, met, details)


def proposing(tmp_path: Path) -> tuple[Proposing, AttemptLog, Pipe, io.StringIO]:
    log = AttemptLog.of_run(tmp_path, "r1", "w").for_attempt(4, 1)
    log.mask_values(["Anna Kern"])
    pipe, output = Pipe(), io.StringIO()
    channel = Channel(output, pipe)
    channel.listen(lambda: None)
    return Proposing(log, channel), log, pipe, output


def test_every_text_of_it_is_masked_and_the_picture_is_kept(tmp_path: Path) -> None:
    mine, log, _, _ = proposing(tmp_path)
    mine.propose(a_proposal(sentence="the street of Anna Kern"), b"jpeg")
    (kept,) = mine.proposals

    assert "Anna" not in repr(kept)
    assert kept.details["line"] == 3
    assert kept.picture == log.pictures[0]
    assert (tmp_path / kept.picture).read_bytes() == b"jpeg"
    told = [event["action"] for event in read_log(tmp_path / "r1" / "log.jsonl")]
    assert told == ["picture", "repair proposed"]


def test_an_attempt_that_never_stops_proposing_is_cut_short(tmp_path: Path) -> None:
    mine, _, _, _ = proposing(tmp_path)
    for _ in range(MOST + 5):
        mine.propose(a_proposal(Met.HEALED), None)

    assert len(mine.proposals) == MOST
    assert mine.proposals[0].picture == ""


def test_a_persons_answer_comes_back(tmp_path: Path) -> None:
    mine, _, pipe, output = proposing(tmp_path)
    answers = []
    for word in ("yes", "no", "nobody", "stop"):
        pipe.say(word)
        answers.append(mine.confirm("Use it for Anna Kern?", b"jpeg"))
    asked = [json.loads(line) for line in output.getvalue().splitlines()]

    assert answers == [True, False, None, None]
    assert {one["event"] for one in asked} == {"confirm"}
    assert "Anna" not in output.getvalue()
    assert f"Picture: {tmp_path}/r1/pictures/4-1-01-repair.jpg" in asked[0]["data"]["question"]


def test_a_fleet_has_nobody_to_ask(tmp_path: Path) -> None:
    output = io.StringIO()
    channel = Channel(output, Pipe(), asks=True)

    assert channel.confirm("Use it?") is None
    assert output.getvalue() == ""
