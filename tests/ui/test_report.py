"""The report in a real browser: its own script runs, nobody else's does."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.evidence.report import ReportHead, write_report
from runner.item import Change, ItemId, ItemOutcome, ItemState, RunId, Source, StepOutcome

START = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chrome", "msedge")
OWN = "document.title='owned'"
PAYLOADS = (
    f"<script>{OWN}</script>",
    f"</script><script>{OWN}</script>",
    f"<img src=x onerror={OWN}>",
    f'"><svg onload={OWN}>',
    f"' onfocus={OWN} autofocus '",
    f"javascript:{OWN}",
    f"</style><script>{OWN}</script>",
    f"<!--><script>{OWN}</script>-->",
    f"</title><script>{OWN}</script>",
    f"<details open ontoggle={OWN}>",
    f"<iframe srcdoc='<script>parent.{OWN}</script>'>",
    "{{ ''.__class__ }}",
)

pytestmark = pytest.mark.browser


def opened(path: Path) -> str:
    """The page as the browser has it after its scripts ran."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no Chromium-family browser on the path")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
    done = subprocess.run(
        [browser, *flags, "--virtual-time-budget=2000", "--dump-dom", path.as_uri()],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode()


def test_hostile_values_do_nothing(tmp_path: Path) -> None:
    outcomes = [
        ItemOutcome(
            ItemId(number),
            payload,
            ItemState.FAILED,
            Source(payload, payload),
            message=payload,
            record=payload,
            steps=(StepOutcome(payload, payload, START, START, payload),),
            changes=(Change(payload, payload, payload, payload),),
            pictures=(tmp_path / "pictures" / f"{payload.replace('/', '')}.jpg",),
            notes=(payload,),
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    everything = "".join(PAYLOADS)
    head = ReportHead(
        everything, RunId(everything), START, None, everything, everything, {everything: everything}
    )

    page = opened(write_report(head, outcomes, tmp_path / "report.html"))

    assert "<title>owned" not in page
    assert '<form class="filter">' in page
    assert page.count("<script") == 1
    assert "<iframe" not in page
