"""Two hosts in network namespaces: cut off from the database and joined again, and nothing is wrong."""

import json
import subprocess
import sys

import pytest

from tests.acceptance.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.postgresql, pytest.mark.timeout(300)]


def test_two_hosts_that_are_cut_off_and_joined_again_enter_everything_once() -> None:
    command = [sys.executable, "-m", "benchmarks", "two_hosts", "--short", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    figures = json.loads(done.stdout)
    if isinstance(figures["hosts"], str):
        pytest.skip(figures["hosts"])

    assert (done.returncode, figures["missed"]) == (0, []), done.stderr
    assert figures["hosts"]["cuts"] >= 1
