"""One desk for each desktop."""

from pathlib import Path
from threading import Event

from runner.attended.calling import Calls


def test_a_second_desk_calls_the_first(tmp_path: Path) -> None:
    first, second = Calls(tmp_path, tmp_path / "w"), Calls(tmp_path, tmp_path / "w")
    shown = Event()
    with first.alone() as alone:
        assert alone
        first.answer(shown.set)
        with second.alone() as again:
            assert not again
            assert second.call()
        assert shown.wait(10)
        first.close()


def test_another_workspace_has_a_desk_of_its_own(tmp_path: Path) -> None:
    with (
        Calls(tmp_path, tmp_path / "a").alone() as one,
        Calls(tmp_path, tmp_path / "b").alone() as other,
    ):
        assert one
        assert other
