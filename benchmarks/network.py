"""Two hosts on one machine: network namespaces, each with a link to the site and one to the database."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

SITE, DATABASE = "10.203.0.1", "10.203.0.2"
"""Addresses of this machine that the hosts reach by a link of their own each."""

NETWORKS = {SITE: 202, DATABASE: 201}
"""The second number of the links that lead to an address."""


class NoNamespacesError(Exception):
    """Network namespaces cannot be made here."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no network namespaces here, they need root and iproute2: {reason}")


def ip(*words: str) -> None:
    """Change this machine's network.

    Raises:
        NoNamespacesError: it may not be changed.
    """
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNamespacesError(f"ip {' '.join(words)}: {done.stderr.strip()}")


@dataclass(frozen=True, slots=True)
class HostLink:
    """One host: a namespace, its name, and the links that can be cut."""

    number: int
    name: str

    def link(self, address: str) -> str:
        """This machine's end of the link that leads to an address."""
        return f"dh{self.number}x{NETWORKS[address]}"

    def far_end(self, address: str) -> str:
        """The host's own address on that link."""
        return f"10.{NETWORKS[address]}.{self.number}.2"

    def make(self) -> None:
        """The namespace, both links, and the routes over them."""
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "set", "lo", "up")
        for address, network in NETWORKS.items():
            near = self.link(address)
            ip("link", "add", near, "type", "veth", "peer", "name", f"{near}h")
            ip("link", "set", f"{near}h", "netns", self.name)
            ip("addr", "add", f"10.{network}.{self.number}.1/24", "dev", near)
            ip("link", "set", near, "up")
            ip("-n", self.name, "addr", "add", f"{self.far_end(address)}/24", "dev", f"{near}h")
            ip("-n", self.name, "link", "set", f"{near}h", "up")
            by = f"10.{network}.{self.number}.1"
            ip("-n", self.name, "route", "add", address, "via", by)

    def unmake(self) -> None:
        """What `make` made; the links go with the namespace."""
        with suppress(NoNamespacesError):
            ip("netns", "delete", self.name)

    def command(self, words: list[str]) -> list[str]:
        """A command on this host, which has a name of its own there, too."""
        named = ["unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', self.name]
        return ["ip", "netns", "exec", self.name, *named, *words]


@dataclass(frozen=True, slots=True)
class Cut:
    """A host that cannot reach the database: its link is down, or answers do not come back."""

    host: HostLink
    silent: bool
    """What it sends arrives, and nothing comes back; otherwise the link is down."""

    def begin(self) -> None:
        if self.silent:
            ip("route", "add", "blackhole", f"{self.host.far_end(DATABASE)}/32")
        else:
            ip("link", "set", self.host.link(DATABASE), "down")

    def end(self) -> None:
        if self.silent:
            ip("route", "delete", "blackhole", f"{self.host.far_end(DATABASE)}/32")
        else:
            ip("link", "set", self.host.link(DATABASE), "up")


@contextmanager
def two_hosts() -> Iterator[list[HostLink]]:
    """Two hosts, gone at the end.

    Raises:
        NoNamespacesError: this account, or this machine, has none.
    """
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("unshare") is None:
        raise NoNamespacesError("not root, or `ip` is missing")
    hosts = [HostLink(number, f"deskhand-host-{number}") for number in (1, 2)]
    made: list[HostLink] = []
    try:
        for address in NETWORKS:
            ip("addr", "add", f"{address}/32", "dev", "lo")
        for host in hosts:
            made.append(host)
            host.make()
        yield hosts
    finally:
        for host in made:
            host.unmake()
        for address in NETWORKS:
            with suppress(NoNamespacesError):
                ip("addr", "delete", f"{address}/32", "dev", "lo")


def cuts(hosts: list[HostLink], chance: random.Random) -> Iterator[Cut]:
    """One cut after another, of either host and either kind."""
    while True:
        yield Cut(chance.choice(hosts), silent=chance.random() < 0.5)
