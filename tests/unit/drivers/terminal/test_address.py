"""Addresses of terminals, and what is started for them."""

from pathlib import Path

import pytest

from runner.drivers.terminal.address import Address, address_of
from runner.drivers.terminal.commands import command_of
from runner.drivers.terminal.errors import NoSuchTerminalError, ProgramNotStartedError
from runner.screens.model import App, AppKind
from runner.screens.programs import Program


def app(*start: str, address: str = "") -> App:
    program = Program(start=start)
    return App("orders", Path("orders.yaml"), address, kind=AppKind.TERMINAL, program=program)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("tn3270://host", Address("tn3270", "host", 23)),
        ("tn3270s://host/LU01", Address("tn3270s", "host", 992, device="LU01")),
        ("tn3270://[::1]:2323", Address("tn3270", "::1", 2323)),
        ("ssh://clerk@host:2222", Address("ssh", "host", 2222, user="clerk")),
    ],
)
def test_addresses(text, parts) -> None:
    assert address_of("orders", text) == parts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://host/", "is none of tn3270://host:port, tn3270s://host:port, ssh://host:port"),
        ("tn3270://", "is none of"),
        ("ssh://me:geheim@host", "its address holds a password; use `sign_in`"),
        ("tn3270://host:abc", "its address has no port"),
    ],
)
def test_addresses_that_are_none(text, said) -> None:
    with pytest.raises(NoSuchTerminalError) as error:
        address_of("orders", text)

    assert str(error.value).startswith("The terminal of 'orders' cannot be had: ")
    assert said in str(error.value)
    assert "geheim" not in str(error.value)


def test_ssh_is_strict_and_quotes_what_runs_there() -> None:
    command = command_of(app("orders", "--year", "20 26"), "ssh://clerk@host:2222")

    assert command.words[-7:] == (
        "-p",
        "2222",
        "-l",
        "clerk",
        "--",
        "host",
        "orders --year '20 26'",
    )
    assert "StrictHostKeyChecking=yes" in command.words
    assert command.remote


def test_a_program_of_this_machine_gets_the_address() -> None:
    command = command_of(app("cat", "{address}"), "orders.txt")

    assert (command.words, command.remote) == (("cat", "orders.txt"), False)


def test_a_program_that_is_not_installed() -> None:
    with pytest.raises(ProgramNotStartedError, match="no-such-program: it is not installed"):
        command_of(app("no-such-program"), "")
