"""`newsdigest check`: what is configured, what works, what doesn't, and how to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


class State(StrEnum):
    WORKS = "works"
    NOTE = "note"
    """Nothing is broken, but the operator may want something else."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row: `says` is what was found, `mend` the way out where something is amiss."""

    name: str
    state: State
    says: str
    mend: str = ""


def check(*, as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False) -> None:
    """Say what is configured, what works, what doesn't, and how to mend it. Exits with 1 when something is wrong."""
    import json

    findings = list(look())
    wrong = [finding for finding in findings if finding.state is State.WRONG]
    if as_json:
        typer.echo(
            json.dumps({"ok": not wrong, "checks": [asdict(each) for each in findings]}, ensure_ascii=False, indent=2)
        )
    else:
        _show(findings)
    raise typer.Exit(1 if wrong else 0)


def look() -> Iterator[Finding]:
    """Every finding, in the order in which an operator would mend them."""
    from bot.settings import SettingsProblem, read_settings, unknown_names

    try:
        for line in unknown_names():
            yield Finding(name="settings", state=State.NOTE, says=line)
        settings = read_settings()
    except SettingsProblem as problem:
        for line in str(problem).splitlines():
            says, _, mend = line.partition("; ")
            yield Finding(name="settings", state=State.WRONG, says=says, mend=mend)
        return
    yield from _settings(settings)
    yield from _database(settings)
    yield from _telegram(settings)


def _settings(settings: "Settings") -> Iterator[Finding]:
    from importlib.metadata import version
    from zoneinfo import available_timezones

    from bot.settings import loose_files

    yield Finding(name="settings", state=State.WORKS, says="every value can be used")
    for line in loose_files(settings):
        says, _, mend = line.partition("; ")
        yield Finding(name="secrets", state=State.NOTE, says=says, mend=mend)
    zones = available_timezones()
    yield Finding(name="time zones", state=State.WORKS, says=f"{len(zones)} zones, tzdata {version('tzdata')}")
    if settings.admins:
        yield Finding(name="admins", state=State.WORKS, says=", ".join(map(str, settings.admins)))
    else:
        mend = "put your Telegram user id into NEWSDIGEST_ADMINS; https://t.me/userinfobot tells it"
        yield Finding(name="admins", state=State.NOTE, says="nobody may add topics and feeds", mend=mend)
    if not settings.contact:
        says = "publishers whose feeds you fetch can't reach you"
        yield Finding(name="contact", state=State.NOTE, says=says, mend="put an address into NEWSDIGEST_CONTACT")


def _database(settings: "Settings") -> Iterator[Finding]:
    from bot.opening import is_missing_file
    from storage.database import Database
    from storage.errors import StorageError
    from storage.schema import check_schema, head

    try:
        database = Database(settings.database_url)
        where = database.url.render_as_string(hide_password=True)
        if is_missing_file(database):
            says = f"{where} isn't there yet"
            yield Finding(name="database", state=State.NOTE, says=says, mend="newsdigest run makes it")
            return
        check_schema(database)
    except StorageError as problem:
        says, _, mend = str(problem).partition("; ")
        yield Finding(name="database", state=State.WRONG, says=says, mend=mend)
        return
    yield Finding(name="database", state=State.WORKS, says=f"{where}, revision {head()}")
    yield from _content(database)
    database.close()


def _content(database: "Database") -> Iterator[Finding]:
    from storage.articles import count_articles
    from storage.chats import count_chats
    from storage.deliveries import count_deliveries
    from storage.feeds import list_feeds
    from storage.topics import list_topics

    with database.read() as session:
        topics, feeds = list_topics(session), list_feeds(session)
        articles, chats, deliveries = count_articles(session), count_chats(session), count_deliveries(session)
    failing = [feed for feed in feeds if feed.failures]
    if not topics:
        says = "none yet"
        yield Finding(name="topics", state=State.NOTE, says=says, mend="send /admin to the bot to add the first")
    else:
        yield Finding(name="topics", state=State.WORKS, says=", ".join(topic.name for topic in topics))
    if feeds:
        state = State.WORKS if not failing else State.WRONG if len(failing) == len(feeds) else State.NOTE
        says = f"{len(feeds)}, {len(failing) or 'none'} failing; {articles} articles read"
        yield Finding(name="feeds", state=state, says=says)
    for feed in failing:
        yield Finding(
            name="feed", state=State.NOTE, says=f"{feed.url}: {feed.problem} (failures in a row: {feed.failures})"
        )
    yield Finding(name="chats", state=State.WORKS, says=_counted(chats))
    lost = deliveries.get("failed", 0) + deliveries.get("unknown", 0)
    yield Finding(name="deliveries", state=State.NOTE if lost else State.WORKS, says=_counted(deliveries))


def _telegram(settings: "Settings") -> Iterator[Finding]:
    import asyncio

    from telegram.error import InvalidToken, TelegramError

    from bot.connecting import TokenRefused, make_bot, refused
    from bot.log_redaction import redact, spellings

    async def who() -> tuple[str, bool]:
        bot = make_bot(settings)
        try:
            await bot.initialize()
            return bot.name, bot.supports_inline_queries
        finally:
            await bot.close_connections()

    try:
        name, inline = asyncio.run(who())
    except TokenRefused as problem:
        says, _, mend = str(problem).partition("; ")
    except InvalidToken:
        says, _, mend = str(refused(settings)).partition("; ")
    except TelegramError as error:
        says = redact(f"{settings.bot_api_url} can't be reached ({error})", spellings(settings.secrets()))
        mend = "check this machine's network, and NEWSDIGEST_BOT_API_URL if you set it"
    else:
        yield Finding(name="telegram", state=State.WORKS, says=f"{name} at {settings.bot_api_url}")
        if inline:
            yield Finding(name="inline mode", state=State.WORKS, says=f"{name} finds stories in any chat")
        else:
            mend = "send /setinline to https://t.me/BotFather"
            yield Finding(name="inline mode", state=State.NOTE, says="people can't share stories by it", mend=mend)
        return
    yield Finding(name="telegram", state=State.WRONG, says=says, mend=mend)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none yet"


def _show(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from summaries.markup import clean

    marks = {State.WORKS: ("✓", "green"), State.NOTE: ("!", "yellow"), State.WRONG: ("✗", "bold red")}
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for finding in findings:
        mark, style = marks[finding.state]
        says = Text(clean(finding.says))
        if finding.mend:
            says.append(f"\n→ {finding.mend}", style=style)
        table.add_row(Text(mark, style=style), finding.name, says)
    Console(highlight=False).print(table)
