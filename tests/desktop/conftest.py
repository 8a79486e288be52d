"""A person's display, where bots are not alone."""

from collections.abc import Iterator

import pytest

from runner.drivers.desktop.display import Display
from tests.desktop.persons import Person, persons_display


@pytest.fixture
def desktop() -> Iterator[Display]:
    with persons_display() as found:
        yield found


@pytest.fixture
def person(desktop: Display) -> Iterator[Person]:
    found = Person(desktop.name)
    try:
        yield found
    finally:
        found.close()
