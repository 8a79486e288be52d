"""What a desk keeps from one day to the next."""

from pathlib import Path

from runner.attended.memory import MOST, Memory


def test_favourites_and_last_used_are_there_the_next_day(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "state" / "desk.json")
    memory.used("a")
    memory.used("b")
    memory.favour("c")
    memory.speak("zh")

    kept = Memory(tmp_path / "state" / "desk.json").kept

    assert kept.used == ("b", "a")
    assert kept.favourites == ("c",)
    assert kept.language == "zh"
    assert kept.likely == ("b", "c", "a"), "the last used is the likeliest, then favourites"


def test_a_favourite_is_none_any_more_when_it_is_chosen_again(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "desk.json")
    memory.favour("a")
    memory.favour("a")
    assert memory.kept.favourites == ()


def test_only_so_many_are_remembered(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "desk.json")
    for number in range(MOST + 5):
        memory.used(f"bot{number}")
    assert len(memory.kept.used) == MOST
    assert memory.kept.used[0] == f"bot{MOST + 4}"


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"used": 5}', "\x00"):
        (tmp_path / "desk.json").write_text(text)
        assert Memory(tmp_path / "desk.json").kept.used == ()


def test_a_disk_that_takes_nothing_keeps_nobody_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "desk.json")
    memory.used("a")
    assert memory.kept.used == ("a",)
