"""Web screens, driven by Playwright; a browser is imported only when a session is opened."""

from runner.drivers.web.options import WebOptions
from runner.drivers.web.session import WebSession, open_web

__all__ = ["WebOptions", "WebSession", "open_web"]
