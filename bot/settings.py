"""The settings: read from the environment and `.env` once, checked, handed down."""

import hmac
from datetime import time
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.secret_files import FileSource
from bot.setting_values import (
    BaseAddress,
    Level,
    Listed,
    LogFormat,
    Network,
    PageToken,
    Port,
    TimeOfDay,
    Token,
    UserId,
    WebhookSecret,
    some,
)
from storage.addresses import passwords_in

PREFIX = "NEWSDIGEST_"
FILE = ".env"
TELEGRAM = "https://api.telegram.org"
POSTED_PATH = "/telegram"
"""What follows the public address where Telegram posts."""
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""https://core.telegram.org/bots/api#setwebhook"""
A_YEAR_IN_MINUTES = 365 * 24 * 60


class Settings(BaseSettings):
    """What the operator decides. Each field's description is its line in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: Token | None = Field(
        default=None,
        description="The bot's token: write to https://t.me/BotFather, send /newbot, copy what it answers.",
        examples=["123456:ABC-def"],
    )
    admins: Annotated[tuple[UserId, ...], *Listed] = Field(
        default=(),
        description="Who may add topics and feeds: Telegram user ids (https://t.me/userinfobot tells yours).",
        examples=["123456789,234567890"],
    )
    database_url: str = Field(
        default="sqlite:///data/newsdigest.sqlite3",
        repr=False,
        description="Where everything is kept; for PostgreSQL: postgresql://user:password@host/name",
        examples=["sqlite:///data/newsdigest.sqlite3"],
    )
    backup_folder: Path | None = Field(
        default=None,
        description="Where `newsdigest db backup` keeps its files: best on another disk, or copied to another machine.",
        examples=["/var/backups/newsdigest"],
    )
    keep_articles_days: int = Field(
        default=90,
        ge=15,
        le=36500,
        description="For how many days articles are kept, and can be searched; longer where a chat still needs them.",
        examples=["90"],
    )
    keep_digests_days: int = Field(
        default=365,
        ge=31,
        le=36500,
        description="For how many days digests, other messages and votes are kept, and what was told to whom.",
        examples=["365"],
    )
    contact: str = Field(
        default="",
        description="A mail address or page by which the operators of the feeds' servers can reach you.",
        examples=["me@example.org"],
    )
    default_times: Annotated[tuple[TimeOfDay, ...], *Listed, AfterValidator(some)] = Field(
        default=(time(8, 0),),
        description="When a new chat gets its digests, until it chooses its own times.",
        examples=["08:00,18:30"],
    )
    default_zone: ZoneInfo = Field(
        default_factory=lambda: ZoneInfo("UTC"),
        description="The time zone of a new chat, until it chooses its own.",
        examples=["Europe/Kyiv"],
    )
    digest_stories: int = Field(
        default=7,
        ge=1,
        le=50,
        description="The most stories in one digest; what didn't fit is counted at its end.",
        examples=["7"],
    )
    own_feeds: int = Field(
        default=20,
        ge=0,
        le=1000,
        description="How many feeds of its own a chat may follow, besides the topics; 0 for none.",
        examples=["20"],
    )
    messages_per_second: float = Field(
        default=28,
        ge=1,
        le=1000,
        description="How fast to send; Telegram takes about 30 messages a second for free, up to 1000 for Stars.",
        examples=["28"],
    )
    paid_broadcast: bool = Field(
        default=False,
        description="Whether to pay Stars, 0.1 a message, for what goes beyond the free 30 a second (true or false).",
        examples=["false"],
    )
    tick_seconds: float = Field(
        default=15,
        gt=0,
        le=3600,
        description="How often to look which feeds and digests are due; a digest is at most that much late.",
        examples=["15"],
    )
    shortest_minutes: float = Field(
        default=10,
        gt=0,
        le=A_YEAR_IN_MINUTES,
        description="A feed is never checked more often than this, however much it publishes.",
        examples=["10"],
    )
    longest_minutes: float = Field(
        default=120,
        gt=0,
        le=A_YEAR_IN_MINUTES,
        description="A feed is checked at least this often, unless its publisher asks for less.",
        examples=["120"],
    )
    first_entries: int = Field(
        default=10,
        ge=1,
        le=1000,
        description="How many of its newest entries are read when a feed is new.",
        examples=["10"],
    )
    fetch_seconds: float = Field(
        default=20,
        gt=0,
        le=300,
        description="How long a feed's or an article's server may take to answer.",
        examples=["20"],
    )
    fetch_in_flight: int = Field(
        default=100,
        ge=1,
        le=1000,
        description="How many feeds, and how many articles, are fetched at the same time; fewer need less memory.",
        examples=["100"],
    )
    fetch_per_host: int = Field(
        default=2,
        ge=1,
        le=100,
        description="How many feeds, and how many articles, of one host are fetched at the same time.",
        examples=["2"],
    )
    respect_robots: bool = Field(
        default=True,
        description="Whether an article's page is left alone where its site's robots.txt asks for it (true or false).",
        examples=["true"],
    )
    allowed_ports: Annotated[tuple[Port, ...], *Listed] = Field(
        default=(),
        description="Ports that feeds, articles and feeds' proxies may be asked on, besides the usual ones of the web.",
        examples=["3128,9443"],
    )
    allowed_networks: Annotated[tuple[Network, ...], *Listed] = Field(
        default=(),
        description="Private networks that feeds and proxies may be in, on any port; other internal ones are refused.",
        examples=["192.168.1.0/24"],
    )
    public_url: BaseAddress | None = Field(
        default=None,
        description="Where this is reached from the internet: then feeds that name a hub (WebSub) are sent to it.",
        examples=["https://news.example.org"],
    )
    listen_host: str = Field(
        default="127.0.0.1",
        description="Where to listen for what comes to the public address; 0.0.0.0 for everywhere, as in a container.",
        examples=["127.0.0.1"],
    )
    listen_port: Port = Field(
        default=8080,
        description="The port to listen on; a web server that speaks https passes on what comes to the public address.",
        examples=["8080"],
    )
    webhook: bool = Field(
        default=False,
        description="Whether Telegram posts messages to the public address, for several bots behind a load balancer.",
        examples=["true"],
    )
    webhook_secret: WebhookSecret | None = Field(
        default=None,
        description="What Telegram shows with each message that it posts; made from the token when empty.",
        examples=["some-64-letters_and-digits"],
    )
    webhook_connections: int = Field(
        default=40,
        ge=1,
        le=100,
        description="How many messages Telegram posts at the same time, to all bots together.",
        examples=["40"],
    )
    watch_host: str = Field(
        default="127.0.0.1",
        description="Where to listen for Prometheus and health checks, which are answered without a password.",
        examples=["127.0.0.1"],
    )
    watch_port: Port | None = Field(
        default=None,
        description="The port for /metrics and /healthz, another one than the public address leads to; empty for none.",
        examples=["9464"],
    )
    status_url: BaseAddress | None = Field(
        default=None,
        description="Where your browser reaches that port: then there is a status page at /status; empty for none.",
        examples=["http://127.0.0.1:9464"],
    )
    status_token: PageToken | None = Field(
        default=None,
        description="A token of 16 characters or more that opens the status page; owners and admins need none.",
        examples=["the-output-of-openssl-rand-hex-24"],
    )
    health_minutes: float = Field(
        default=15,
        ge=1,
        le=1440,
        description="How many minutes digests may be late, or messages unsent, until /healthz says that it isn't well.",
        examples=["15"],
    )
    end_when_unwell: bool = Field(
        default=False,
        description="Whether to end when it isn't well, or hangs, where something starts it anew (true or false).",
        examples=["true"],
    )
    bot_api_url: BaseAddress = Field(
        default=TELEGRAM,
        description="The Bot API; another address for a Bot API server of your own.",
        examples=[TELEGRAM],
    )
    log_level: Level = Field(
        default="info",
        description="How much to say: debug (each feed, request and message by its number), info, warning or error.",
        examples=["info"],
    )
    log_format: LogFormat = Field(
        default="people",
        description="How the log is written: for people, or as json, one object a line.",
        examples=["people"],
    )

    def secrets(self) -> tuple[str, ...]:
        """What must not be read in a log: the tokens, the database's passwords, what proves that Telegram posts."""
        tokens = (secret.get_secret_value() for secret in (self.token, self.status_token) if secret)
        return tuple(filter(None, (*tokens, *passwords_in(self.database_url), self.posted_with())))

    def posted_to(self) -> str:
        """Where Telegram posts updates, where there is a public address."""
        return f"{self.public_url}{POSTED_PATH}"

    def posted_with(self) -> str:
        """What Telegram shows with each update that it posts: the same for all processes; empty without a token."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        # nobody gets from it to the token
        key = self.token.get_secret_value() if self.token else ""
        return hmac.new(key.encode(), b"newsdigest webhook", "sha256").hexdigest() if key else ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, FileSource(settings_cls)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not self.webhook:
            return self
        if self.public_url is None:
            raise ValueError(
                f"{PREFIX}WEBHOOK=true needs {PREFIX}PUBLIC_URL, where Telegram posts to, like https://news.example.org"
            )
        address = urlsplit(self.public_url)
        if self.bot_api_url == TELEGRAM and (address.scheme != "https" or (address.port or 443) not in WEBHOOK_PORTS):
            raise ValueError(
                f"{PREFIX}PUBLIC_URL={self.public_url} is no address that Telegram posts to: "
                "it has to be https, on port 443, 80, 88 or 8443"
            )
        return self

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.shortest_minutes > self.longest_minutes:
            raise ValueError(
                f"{PREFIX}SHORTEST_MINUTES={self.shortest_minutes:g} is more than "
                f"{PREFIX}LONGEST_MINUTES={self.longest_minutes:g}; make it the smaller one"
            )
        return self
