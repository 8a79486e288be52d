"""Debian's s3270 on the demo's host: does it see what our own 3270 sees?"""

import subprocess

import pytest

from tests.terminal.conftest import PASSWORD
from tests.terminal.real_programs import needed

DONE = {"ok", "error"}


class Other:
    """An s3270 that is told what to do on its standard input."""

    def __init__(self, address: str) -> None:
        words = [needed("s3270", "s3270"), "-model", "3279-2", "-codepage", "cp037", "-utf8"]
        self._process = subprocess.Popen(
            [*words, address.removeprefix("tn3270://")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.do("Wait(20,InputField)")

    def do(self, *actions: str) -> list[str]:
        """Does something; the data that the last action gave."""
        data: list[str] = []
        for action in actions:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(f"{action}\n")
            self._process.stdin.flush()
            data = []
            while (line := self._process.stdout.readline().rstrip("\n")) not in DONE:
                data.append(line)
            assert line == "ok", data
        return [line.removeprefix("data: ") for line in data if line.startswith("data: ")]

    def close(self) -> None:
        self._process.communicate("Quit()\n", timeout=20)


@pytest.fixture
def other(host):
    one = Other(host.address)
    yield one
    one.close()


def test_both_see_the_same_screens(orders, other, host) -> None:
    other.do('String("demo")', "Tab()", f'String("{PASSWORD}")', "Enter()", "Wait(20,Unlock)")
    for option, screen in (("1", "entry"), ("3", "inquiry"), ("2", "list")):
        orders.on("menu").fill(option=option).press("select")
        orders.on(screen)
        ours = orders.stage.surface.display()
        theirs = other.do(f'String("{option}")', "Enter()", "Wait(20,Unlock)", "Ascii()")
        [where] = other.do("Query(Cursor)")

        assert [ours.line(row) for row in range(24)] == theirs
        assert divmod(ours.cursor, 80) == tuple(map(int, where.split()))
        orders.on(screen).press("menu" if screen != "entry" else "cancel")
        other.do("PF(3)", "Wait(20,Unlock)")


def test_an_order_that_the_other_one_types_is_the_same(other, host) -> None:
    other.do('String("demo")', "Tab()", f'String("{PASSWORD}")', "Enter()", "Wait(20,Unlock)")
    other.do('String("1")', "Enter()", "Wait(20,Unlock)")
    # Full fields are left by themselves: only the reference is shorter than its field.
    other.do('String("REF-1")', "Tab()", 'String("0010007A-01012")')
    other.do("Enter()", "Wait(20,Unlock)", "PF(10)", "Wait(20,Unlock)")

    assert [one.key for one in host.booked] == ["REF-1"]
    assert host.booked[0].values["pieces"] == "012"
