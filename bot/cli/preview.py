"""`newsdigest preview`: real feeds, and the digest they would make, in the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import complain, good_settings

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings
    from jobs.feeds.preview import Gathered
    from summaries.types import Digest


def preview(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Feeds, or sites that name theirs.")],
    *,
    stories: Annotated[int | None, typer.Option(min=1, help="How many stories at most.", show_default="7")] = None,
    sentences: Annotated[int, typer.Option(min=1, help="How many sentences a story.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
) -> None:
    """Fetch feeds and show the digest they make now: no token, no database."""
    import asyncio
    import json

    from bot.cli.digest_views import as_data, show
    from jobs.clock import utc_now

    settings = good_settings()
    now = utc_now()
    gathered = asyncio.run(_gather(settings, addresses, now))
    digest = make_digest(gathered, now=now, stories=stories or settings.digest_stories, sentences=sentences)
    if as_json:
        typer.echo(json.dumps(as_data(digest, gathered), ensure_ascii=False, indent=2))
    elif digest.stories:
        show(digest, gathered)
    for address, reason in gathered.problems:
        complain(f"{address}: {reason}")
    if not digest.stories:
        if not gathered.problems:
            complain("the feeds hold no entries")
        raise typer.Exit(1)


async def _gather(settings: "Settings", addresses: list[str], now: "datetime") -> "Gathered":
    """The feeds' newest articles, with a progress bar where a person watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from bot.limits import fetch_settings
    from jobs.feeds.fetching.client import open_client
    from jobs.feeds.fetching.robots import Robots
    from jobs.feeds.preview import Progress as Step
    from jobs.feeds.preview import fetch_articles
    from jobs.feeds.workers import Workers
    from summaries.markup import clean, shortened

    console = Console(stderr=True)
    columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Looking for the feeds", total=len(addresses))

        def step(at: Step) -> None:
            bar.update(task, completed=at.done, total=at.known, description=shortened(clean(at.step), 40))

        async with open_client(fetch_settings(settings)) as client, Workers() as workers:
            robots = Robots(client, workers, paced=False) if settings.respect_robots else None
            return await fetch_articles(client, addresses, now=now, workers=workers, robots=robots, progress=step)


def make_digest(gathered: "Gathered", *, now: "datetime", stories: int, sentences: int) -> "Digest":
    """The digest of the articles, from the oldest on. Pure."""
    from zoneinfo import ZoneInfo

    from jobs.digests.content.choosing import Candidate
    from jobs.digests.content.compose import compose
    from jobs.digests.limits import DigestLimits
    from summaries.clustering import cluster
    from summaries.types import Method, Story

    by_key = {article.key: article for article in gathered.articles}
    groups = [tuple(by_key[key] for key in keys) for keys in cluster(gathered.articles)]
    candidates = [
        Candidate(story=Story(key=number, articles=group), fresh=group, sentences=sentences, method=Method.NEWS)
        for number, group in enumerate(groups)
    ]
    since = min((article.published_at for article in gathered.articles), default=now)
    return compose(candidates, since=since, until=now, zone=ZoneInfo("UTC"), limits=DigestLimits(stories=stories))
