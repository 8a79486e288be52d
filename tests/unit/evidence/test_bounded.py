"""A bounded voice and a bounded log: a million lines leave little behind."""

import stat
import threading
from pathlib import Path

from runner.evidence.bounded import Bounded
from runner.evidence.service_log import ServiceLog


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_repeats_is_said_a_few_times_and_counted() -> None:
    said: list[str] = []
    clock = Clock()
    voice = Bounded(said.append, most=3, seconds=600, clock=clock)
    for number in range(1000):
        voice(f"The folder 'in{number}' cannot be read ({number}).")
    clock.now = 601
    voice("Another thing.")

    assert said == [
        "The folder 'in0' cannot be read (0).",
        "The folder 'in1' cannot be read (1).",
        "The folder 'in2' cannot be read (2).",
        "… 997 more of this kind in 10 min, the last: The folder 'in999' cannot be read (999).",
        "Another thing.",
    ]


def test_kinds_without_number_are_bounded_too() -> None:
    said: list[str] = []
    clock = Clock()
    voice = Bounded(said.append, in_all=50, clock=clock)
    words = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(9000)]
    for word in words:
        voice(f"The {word} is gone.")
    voice.flush()

    assert len(said) <= 50 + 11
    assert "more of other kinds" in said[-1]


def test_after_a_stretch_it_speaks_again() -> None:
    said: list[str] = []
    clock = Clock()
    voice = Bounded(said.append, most=1, seconds=10, clock=clock)
    for second in range(100):
        clock.now = float(second)
        voice("Again.")

    assert said.count("Again.") == 10


def test_a_million_lines_leave_less_than_a_megabyte(tmp_path: Path) -> None:
    clock = Clock()
    with ServiceLog(tmp_path / "logs" / "service.log") as log:
        voice = Bounded(log, clock=clock)
        for number in range(1_000_000):
            if number % 1000 == 0:
                clock.now += 0.6  # a thousand lines a second, for more than ten minutes
            voice(f"Mail {number} cannot be read.")
        voice.flush()

    assert sum(file.stat().st_size for file in (tmp_path / "logs").iterdir()) < 1_000_000
    assert "more of this kind" in (tmp_path / "logs" / "service.log").read_text()


def test_a_log_is_bounded_without_help_and_private(tmp_path: Path) -> None:
    with ServiceLog(tmp_path / "service.log", most_bytes=10_000, kept=2) as log:
        for number in range(5000):
            log(f"Line {number}\nwith a forged\x1b[31m second line.")
    files = sorted(tmp_path.iterdir())

    assert [file.name for file in files] == ["service.log", "service.log.1", "service.log.2"]
    assert sum(file.stat().st_size for file in files) <= 30_000
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert (
        files[0].read_text().splitlines()[-1].endswith("Line 4999 with a forged [31m second line.")
    )


def test_many_threads_lose_no_count() -> None:
    said: list[str] = []
    voice = Bounded(said.append, most=1, clock=lambda: 0.0)
    threads = [
        threading.Thread(target=lambda: [voice("The same.") for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    voice.flush()

    assert said == ["The same.", "… 1,999 more of this kind in 10 min, the last: The same."]
