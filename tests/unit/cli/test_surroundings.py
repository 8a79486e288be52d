"""The command in poor surroundings: no display, another locale, an empty store."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runner.cli.main import main
from runner.cli.printing import print_json
from runner.run.preparation import NoDisplayError, check_display

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_visible_browser_without_a_display_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    check_display(show=False)

    with pytest.raises(NoDisplayError, match="no display to show a browser on") as refused:
        check_display(show=True)
    assert refused.value.exit_code == 4


def test_json_keeps_every_character_where_the_locale_cannot_show_it(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    print_json({"name": "Παπαδόπουλος"})
    narrow.flush()

    assert json.loads(narrow.buffer.getvalue()) == {"name": "Παπαδόπουλος"}


def test_help_can_be_read_in_an_ascii_locale():
    poor = {"PATH": os.defpath, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-m", "runner", "run", "--help"], cwd=ROOT, env=poor,
                          capture_output=True, check=False)  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")


def test_show_in_an_empty_store_says_that_there_is_no_run(capsys, tmp_path):
    for name in ("bots", "selectors"):
        (tmp_path / name).mkdir()

    assert main(["show", "--workspace", str(tmp_path)]) == 2
    assert "There is no run yet" in capsys.readouterr().err
