import json

from benchmarks.figures import Benchmark, as_json, as_text, missed

BENCHMARK = Benchmark("speed", "how fast", {"a": 0.5, "b": 2}, lambda _short: {}, "Notes.")


def test_a_goal_is_reached_at_its_own_value_and_missed_above_it_or_without_a_figure() -> None:
    assert missed(BENCHMARK, {"a": 0.5, "b": 2}) == []
    assert missed(BENCHMARK, {"a": 0.51, "b": 1}) == ["a"]
    assert missed(BENCHMARK, {"a": 0.1}) == ["b"]


def test_the_goal_stands_beside_its_figure() -> None:
    text = as_text(BENCHMARK, {"a": 0.6, "c": 7.0})
    assert "a       0.600  goal 0.5: MISSED" in text
    assert "b     not run  goal 2: MISSED" in text
    assert "c       7.000\n" in text


def test_the_object_holds_figures_goals_and_what_was_missed() -> None:
    made = json.loads(as_json(BENCHMARK, {"a": 0.61239, "b": 1}))
    assert made == {"a": 0.6124, "b": 1, "goals": {"a": 0.5, "b": 2}, "missed": ["a"]}
