"""Settings: `settings.toml` of the workspace, overridden by DESKHAND_… environment variables."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from runner.errors import InputError


class Pictures(StrEnum):
    """When pictures are taken; a failure always gets one."""

    FAILURE = "failure"
    ITEM = "item"
    """One at the end of every item."""
    STEP = "step"
    """After every step."""
    ALL = "all"
    """Before and after every step."""


class AppSettings(BaseModel):
    """What the workspace says of one app, `[apps.NAME]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    use: str | None = None
    """Another selector file for bots that ask for this app: `use = "tryton"`."""
    address: str | None = None
    """Where the app is, instead of the address in its selector file."""
    canary: bool = False
    """Whether runs of its bots look at its marked screens before their first item."""


class MailSecurity(StrEnum):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    """From the first byte on, usually port 465."""
    NONE = "none"
    """Not at all: for a server on this machine, or one that wants no password."""


class MailSettings(BaseModel):
    """The server that notices are sent by, `[mail]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: MailSecurity = MailSecurity.STARTTLS
    sender: str = Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")
    """The address that it comes from."""
    credential: str | None = None
    """`mail` has MAIL_USERNAME and MAIL_PASSWORD; none where the server wants none."""

    @property
    def is_near(self) -> bool:
        """Whether the server is on this machine."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


class SingleSignOnSettings(BaseModel):
    """The identity provider that people of the console may sign in with, `[single_sign_on]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(pattern=r"^https?://[^\s@]+$")
    """As the provider calls itself; your own organisation's, never one that anybody may join."""
    client: str = Field(min_length=1)
    """The name that Deskhand has there."""
    credential: str = "single_sign_on"
    """`single_sign_on` has SINGLE_SIGN_ON_SECRET."""
    claim: str = Field(default="email", pattern=r"^[a-z_]+$")
    """Which of its words is a person's name here."""
    title: str = Field(default="", max_length=60)
    """What the button says; else the provider's host."""


class DeskSettings(BaseModel):
    """The desk of a person who starts bots, `[desk]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    warm: int = Field(default=2, ge=0, le=8)
    """Bots that are kept warm: each holds a browser, signed in."""
    stop_key: str = "ctrl+alt+end"
    """Stops every bot that works here, whatever window is in front."""
    hot_keys: dict[str, str] = Field(default_factory=dict)
    """Bot → keys that open its form: `change_address = "ctrl+alt+a"`."""


class Settings(BaseSettings):
    """Everything that can be set for a workspace."""

    model_config = SettingsConfigDict(
        env_prefix="DESKHAND_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    store: str = "store/deskhand.db"
    """The store's file, relative to the workspace, or postgresql://user@host/database."""
    evidence: str = "evidence"
    """The folder of evidence; relative to the workspace."""
    browser: str | None = None
    """The browser's program; found by itself when not set."""
    pictures: Pictures = Pictures.ITEM
    trace: bool = False
    """Keep a Playwright trace of every session. It holds whole pages: for test systems only."""
    sessions: int = Field(default=1, ge=1, le=64)
    wait: float = Field(default=30.0, gt=0, le=600)
    """Longest wait for a screen or an element, in seconds."""
    learn: bool = True
    """Learn what screens look like (`selectors/learned/`), and find again what changes on them."""
    apps: dict[str, AppSettings] = Field(default_factory=dict)
    console_address: str | None = Field(default=None, pattern=r"^https?://[^\s/@]+(/[^\s]*)?$")
    """Where people reach the console, for links in notices: `https://desk.example.org`."""
    mail: MailSettings | None = None
    """The server that notices are sent by."""
    desk: DeskSettings = DeskSettings()
    """Of `deskhand tray` and `deskhand desk`."""
    single_sign_on: SingleSignOnSettings | None = None
    """The identity provider of the console's people."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment is stronger than the file (which arrives by `init`)."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


class BadSettingsError(InputError):
    """A setting is unknown or has a value that it cannot have."""

    def __init__(self, where: str, problems: list[str]) -> None:
        super().__init__(
            f"The settings cannot be used ({where}): {'; '.join(problems)}.",
            hint="Correct them; docs/settings.md lists every setting.",
        )


def load_settings(root: Path) -> Settings:
    """Read `settings.toml` under `root` (if any) and the environment.

    Raises:
        BadSettingsError: says which setting, and what is wrong with it.
    """
    file = root / "settings.toml"
    values: dict[str, Any] = {}
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettingsError(str(file), [str(error).rstrip(".")]) from error
    try:
        return Settings(**values)
    except ValidationError as error:
        where = f"{file} or a DESKHAND_… variable" if values else "a DESKHAND_… variable"
        raise BadSettingsError(where, [worded(problem) for problem in error.errors()]) from None


def worded(problem: Any) -> str:
    """One pydantic problem as a clause, without the value (it could be an address with a token)."""
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{name!r} is no setting"
    return f"{name!r}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
