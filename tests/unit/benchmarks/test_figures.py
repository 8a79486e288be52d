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


def test_a_goal_may_be_the_least_that_is_wanted() -> None:
    fast = Benchmark("fast", "how many", {}, lambda _short: {}, least={"rate": 18})
    assert missed(fast, {"rate": 18}) == []
    assert missed(fast, {"rate": 17.9}) == missed(fast, {}) == ["rate"]
    assert "rate      17.900  goal at least 18: MISSED" in as_text(fast, {"rate": 17.9})


def test_figures_with_a_dot_are_grouped_too_and_a_group_may_be_skipped_with_a_reason() -> None:
    both = Benchmark("both", "two", {"here.lost": 0, "there.lost": 0}, lambda _short: {})
    figures = {"here.lost": 0.0, "there": "skipped: nobody is there"}
    made = json.loads(as_json(both, figures))
    assert made["here.lost"] == made["here"]["lost"] == 0
    assert made["there"] == "skipped: nobody is there"
    assert made["missed"] == []
    assert "  there: skipped: nobody is there" in as_text(both, figures)
    assert "there.lost" not in as_text(both, figures)
