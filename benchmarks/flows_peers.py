"""The contestants beside Deskhand: raw Playwright as a good engineer writes it, and the floor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import time

from playwright.sync_api import FrameLocator, Page, sync_playwright

from benchmarks.flows_records import SHUFFLED, Record
from runner.drivers.web.browser import FLAGS
from runner.drivers.web.browsers import find_browser

ARGUMENTS = ("--no-sandbox", *FLAGS)
"""The same browser for all: what Deskhand starts it with."""
Contestant = Callable[[str, list[Record]], float]
"""Enters all records at an address; returns when it was done (seconds since 1970)."""


@contextmanager
def signed_in(address: str) -> Iterator[Page]:
    """A page of a fresh browser behind the sign-in; neither is measured."""
    with sync_playwright() as playwright:
        program = str(find_browser(None, headless=True))
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(address)
        page.fill("input[name=user]", "demo")
        page.fill("input[name=secret]", "demo")
        page.click("input[type=submit]")
        page.frame_locator("frame[name=menu]").locator("a").wait_for()
        yield page
        browser.close()


def framed_by_playwright(address: str, records: list[Record]) -> float:
    """The framed flow in idiomatic synchronous Playwright, CSS selectors throughout."""
    with signed_in(address) as page:
        main = page.frame_locator("frame[name=main]")
        page.frame_locator("frame[name=menu]").locator("a").click()
        for record in records:
            _enter(main, record)
        return time()


def _enter(main: FrameLocator, record: Record) -> None:
    main.locator("input[name=account]").fill(record["account"])
    main.locator("input[type=submit]").click()
    main.locator(f"#open{record['account']}").click()
    for name in ("first_name", "last_name", "email", "phone", "street", "postcode", "city"):
        main.locator(f"input[name={name}]").fill(record[name])
    main.locator("input[name=credit]").fill(record["credit"])
    main.locator("select[name=region]").select_option(record["region"])
    main.locator("select[name=state]").select_option(record["state"])
    if record["newsletter"] == "yes":
        main.locator("input[name=newsletter]").check()
    main.locator("textarea[name=notes]").fill(record["notes"])
    main.locator("input[type=submit]").click()
    if not main.locator("#record").inner_text().startswith("CH-"):
        raise AssertionError(f"record {record['account']} was not confirmed")
    main.locator("a").click()


def framed_floor(address: str, records: list[Record]) -> float:
    """The least that is possible: one evaluation a screen does all; only page loads remain."""
    with signed_in(address) as page:
        page.evaluate(_ACT, ["menu", "main", "a", {}])
        for record in records:
            values = {name: value for name, value in record.items() if name != "account"}
            page.evaluate(
                _ACT, ["main", "main", "input[type=submit]", {"account": record["account"]}]
            )
            page.evaluate(_ACT, ["main", "main", f"#open{record['account']}", {}])
            page.evaluate(_ACT, ["main", "main", "input[type=submit]", values])
            page.evaluate(_ACT, ["main", "main", "a", {}])
        return time()


_ACT = """([inside, loads, pressed, values]) => new Promise((done) => {
  const frame = (name) => document.querySelector(`frame[name=${name}]`);
  const page = frame(inside).contentDocument;
  frame(loads).addEventListener("load", () => done(true), {once: true});
  for (const [name, value] of Object.entries(values)) {
    const field = page.querySelector(`[name=${name}]`);
    if (field.type === "checkbox") field.checked = value === "yes"; else field.value = value;
  }
  page.querySelector(pressed).click();
})"""


def shuffled_by_playwright(address: str, records: list[Record]) -> float:
    """The form that changes its looks, found by its labels, in CSS as far as that goes."""
    with signed_in(address) as page:
        page.goto(f"{address}/shuffled")
        for number, record in enumerate(records, start=1):
            page.locator(f"#round:text-is('{number}')").wait_for()
            for label in SHUFFLED:
                page.locator(f"label:text-is('{label}') + input").fill(record[label])
            page.locator("input[type=submit]").click()
        page.locator(f"#round:text-is('{len(records) + 1}')").wait_for()
        return time()


def shuffled_floor(address: str, records: list[Record]) -> float:
    """The same with one evaluation a round."""
    with signed_in(address) as page:
        page.goto(f"{address}/shuffled")
        for record in records:
            with page.expect_navigation(wait_until="domcontentloaded"):
                page.evaluate(_SUBMIT, record)
        return time()


_SUBMIT = """(values) => {
  for (const label of document.querySelectorAll("label"))
    document.getElementById(label.htmlFor).value = values[label.textContent];
  document.querySelector("input[type=submit]").click();
}"""
