"""Which elements of a selector file rely on what has changed."""

from runner.screens.model import App, By, Locator
from runner.survey.differences import Change, Difference

ATTRIBUTE_OF = {
    By.NAME: "html_name",
    By.TEST_ID: "test_id",
    By.PLACEHOLDER: "placeholder",
    By.TITLE: "title",
}

PATHS = frozenset([By.CSS, By.XPATH])


def relied_on(app: App | None, difference: Difference) -> bool:
    """Whether a person must hear of a change: everybody sees it, or a locator looks for it."""
    if difference.change is not Change.ATTRIBUTE:
        return True
    if app is None or difference.screen not in app.screens:
        return True
    element = app.screens[difference.screen].elements.get(difference.element or "")
    return element is not None and any(
        looks_for(locator, difference) for locator in element.locators
    )


def looks_for(locator: Locator, difference: Difference) -> bool:
    """Whether a locator, or the section that it looks in, uses the attribute that changed."""
    if locator.within is not None and looks_for(locator.within, difference):
        return True
    if locator.by in PATHS:
        return bool(difference.before) and difference.before in locator.text
    return ATTRIBUTE_OF.get(locator.by) == difference.attribute
