"""Another account of the machine may have seen the link; it is not let in with it."""

import os
from pathlib import Path

import pytest

from runner.attended.neighbours import is_own_browser

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"


def table(folder: Path, port: int, owner: int) -> tuple[Path, ...]:
    file = folder / "tcp"
    row = (
        f"   0: 0100007F:{port:04X} 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 {owner}"
    )
    file.write_text(f"{HEAD}{row} 0 4711 1\n")
    return (file,)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="accounts have numbers on Linux and macOS")
def test_a_connection_of_another_account_is_told(tmp_path: Path) -> None:
    own = table(tmp_path, 40001, os.getuid())
    assert is_own_browser(("127.0.0.1", 40001), own)
    other = table(tmp_path, 40001, os.getuid() + 1)
    assert not is_own_browser(("127.0.0.1", 40001), other)


def test_where_nobody_tells_it_is_taken_for_granted(tmp_path: Path) -> None:
    assert is_own_browser(("127.0.0.1", 40001), (tmp_path / "none",))
    assert is_own_browser(None)
    assert is_own_browser(("127.0.0.1", 40002), table(tmp_path, 40001, 12345))
