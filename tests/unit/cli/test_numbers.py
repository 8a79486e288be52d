"""Numbers on the command line that cannot be meant, each refused before anything is started."""

import pytest

from runner.cli.main import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run b --limit -1", "--limit. It must be at least 1"),
        ("run b --limit 0", "--limit. It must be at least 1"),
        ("run b --sessions 0", "--sessions. It must be at least 1"),
        ("run b --sessions 65", "--sessions. It may be 64 at most"),
        ("run b --deadline -2", "--deadline. It must be more than 0"),
        ("run b --deadline nan", "--deadline. It must be more than 0"),
        ("run b --header-row 0", "--header-row. It must be at least 1"),
        ("demo --limit 0", "--limit. It must be at least 1"),
        ("demo --sessions -1", "--sessions. It must be at least 1"),
        ("runs --limit 0", "--limit. It must be at least 1"),
        ("items --limit -1", "--limit. It must be at least 0"),
    ],
)
def test_number_that_cannot_be_meant_is_refused(capsys, words, said):
    assert main(words.split()) == 2
    assert said in capsys.readouterr().err


def test_help_names_no_empty_defaults_and_flows(capsys):
    main(["run", "--help"])
    shown = capsys.readouterr().out

    assert "default" not in shown
    assert "--dry-run" in shown
