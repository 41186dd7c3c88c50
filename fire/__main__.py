"""`python -m fire`: the product under fire for as long as asked; exits with 1 where anything was lost or wrong."""

import asyncio
import random
from typing import Annotated

import typer
from rich.console import Console

from fire import cluster
from fire.campaign import Campaign, play_all, until
from fire.plan import FAILING, OFTEN, Weather, rounds
from fire.play import Outcome
from fire.soak import FLAT, is_flat, soak
from fire.waiting import Stuck

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console(highlight=False, soft_wrap=True)

PEOPLE = 20
SOAKED = 500
"""Chats of a soak."""


@app.command(help=__doc__)
def fire(
    *,
    seconds: Annotated[float, typer.Option(help="Begin no round after so long.")] = 60,
    kills: Annotated[int, typer.Option(help="But go on until it was killed so often.")] = 0,
    seed: Annotated[int, typer.Option(help="Which plan of kills and weather; 0 draws one.")] = 0,
    database: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    weather: Annotated[str, typer.Option(help="The same weather each day.")] = "",
    readers: Annotated[int, typer.Option(help="Chats that get digests.")] = 28,
    cluster_digests: Annotated[int, typer.Option("--cluster", help="Instead: so many digests of a cluster.")] = 0,
    soak_digests: Annotated[int, typer.Option("--soak", help="Instead: memory over so many digests.")] = 0,
) -> None:
    seed = seed or random.randrange(1, 10**6)
    planned = rounds(seed, database, only=_weather(weather, database))
    try:
        if cluster_digests:
            console.print(f"A cluster under fire on postgresql, {cluster_digests} chats. Seed {seed}.")
            good = asyncio.run(_cluster(seed, cluster_digests))
        elif soak_digests:
            console.print(f"A soak on {database}, {SOAKED} chats. Seed {seed}.")
            good = asyncio.run(_soak(database, seed, soak_digests))
        else:
            console.print(f"Under fire on {database}, {readers} chats. Seed {seed}; * ends it politely.")
            enough = until(seconds, kills)
            campaign = asyncio.run(play_all(database, planned, seed=seed, readers=readers, say=_say, enough=enough))
            for fault in campaign.at_the_end.wrong:
                console.print(f"      [red]{fault}[/red]")
            console.print(summary(campaign))
            good = campaign.good
    except Stuck as stuck:
        console.print(f"[red]{stuck}[/red]")
        good = False
    if not good:
        what = f" CLUSTER={cluster_digests}" if cluster_digests else f" DATABASE={database}"
        if soak_digests and not cluster_digests:
            what += f" SOAK={soak_digests}"
        if weather:
            what += f" WEATHER='{weather}'"
        console.print(f"[red]The same again:[/red] make chaos SEED={seed}{what}")
        raise typer.Exit(1)


def _weather(name: str, database: str) -> Weather | None:
    known = [each for each in Weather if each in OFTEN or each in FAILING[database]]
    if name and name not in known:
        raise typer.BadParameter(f"on {database} there is: {', '.join(known)}", param_hint="WEATHER")
    return Weather(name) if name else None


def _say(outcome: Outcome) -> None:
    console.print(line(outcome))


async def _cluster(seed: int, digests: int) -> bool:
    outcome = await cluster.run_cluster(seed=seed, digests=digests, people=PEOPLE, say=console.print)
    verdict = outcome.verdict
    for fault in (*verdict.lost, *verdict.wrong):
        console.print(f"      [red]{fault}[/red]")
    console.print(
        f"{verdict.digests} digests in {verdict.parts} messages: {len(verdict.lost)} lost, {verdict.duplicates} twice "
        f"(at most {outcome.bound}), {verdict.unknown} unknown; {outcome.asked} questions of {PEOPLE} people, "
        f"{outcome.answered_twice} answered twice (at most {outcome.answers_bound}), "
        f"the bots took {outcome.took}; {outcome.seconds:.0f} s"
    )
    return outcome.good


async def _soak(database: str, seed: int, digests: int) -> bool:
    soaked = await soak(
        database=database,
        seed=seed,
        digests=digests,
        readers=SOAKED,
        say=lambda quarter: console.print(
            f"{quarter.digests:7} digests, {quarter.memory_kb / 1000:.0f} MB, "
            f"and {quarter.started_kb / 1000:.0f} MB in what it started"
        ),
    )
    if flat := is_flat(soaked.quarters):
        console.print("Flat.")
    else:
        console.print(f"[red]It grew to more than {FLAT:g} times what it held after half the digests.[/red]")
    verdict = soaked.verdict
    console.print(
        f"{verdict.digests} digests in {verdict.parts} messages: {len(verdict.lost)} lost, {verdict.duplicates} twice"
    )
    for fault in (*verdict.lost, *verdict.wrong):
        console.print(f"      [red]{fault}[/red]")
    return flat and soaked.is_whole


def line(outcome: Outcome) -> str:
    """A round in a line, and a line for each thing that was wrong in it."""
    verdict, planned = outcome.verdict, outcome.round
    kills = ", ".join(f"{kill.stage}{'*' if kill.polite else ''} at {kill.share:.0%}" for kill in planned.kills)
    doubt = f", {verdict.unknown} unknown ({verdict.vanished} never came)" if verdict.unknown else ""
    failure = ""
    if planned.failure:
        how = f"while {planned.failure.stage} at {planned.failure.share:.0%}"
        failure = f"; it failed {how}" if outcome.failed else "; left out: no disk can be mounted here"
    told = (
        f"{planned.number:4}  {planned.weather:16} {verdict.digests:3} digests, {verdict.parts:3} messages: "
        f"{len(verdict.lost)} lost, {verdict.duplicates} twice (at most {outcome.bound}){doubt}; "
        f"{outcome.seconds:.0f} s, {outcome.log_bytes / 1000:.0f} kB of log{failure}"
        f"{f'; killed while {kills}; in flight {outcome.in_flight}' if kills else ''}"
    )
    return "\n".join([told, *(f"      [red]{fault}[/red]" for fault in (*verdict.lost, *verdict.wrong))])


def summary(campaign: Campaign) -> str:
    """What all of it came to."""
    total = campaign.verdict
    return (
        f"{len(campaign.outcomes)} rounds, killed {campaign.kills} times: {total.digests} digests in {total.parts} "
        f"messages, {len(total.lost)} lost, {total.duplicates} twice (at most {campaign.bound}), "
        f"{total.unknown} unknown, {len(total.wrong)} things wrong"
    )


if __name__ == "__main__":
    app(prog_name="make chaos")
