"""A browser for a test's own pages, whatever else of the tests has one in the same thread."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, Error

from runner.drivers.web.browsers import find_browser
from runner.drivers.web.driver_process import DriverProcess


@contextmanager
def own_browser() -> Iterator[Browser]:
    """A browser without a window.

    Playwright refuses a second driver in a thread, and the sessions of other tests may live there.
    """
    driver = DriverProcess.join()
    try:
        program = find_browser(None, headless=True)
        browser = driver.playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            with suppress(Error):
                browser.close()
    finally:
        driver.leave()
