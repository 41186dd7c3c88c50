"""`python -m fire`: the product under fire for as long as asked; exits with 1 where anything was lost or wrong."""

import asyncio
import random
from typing import Annotated

import typer
from rich.console import Console

from fire.campaign import Campaign, play_all, until
from fire.plan import rounds
from fire.play import Outcome, Stuck

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(help=__doc__)
def fire(
    *,
    seconds: Annotated[float, typer.Option(help="Begin no round after so long.")] = 60,
    kills: Annotated[int, typer.Option(help="But go on until it was killed so often.")] = 0,
    seed: Annotated[int, typer.Option(help="Which plan of kills and weather; 0 draws one.")] = 0,
    database: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    readers: Annotated[int, typer.Option(help="Chats that get digests.")] = 28,
) -> None:
    seed = seed or random.randrange(1, 10**6)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Under fire on {database}, {readers} chats. Seed {seed}; * ends it politely.")
    try:
        campaign = asyncio.run(
            play_all(
                database,
                rounds(seed),
                seed=seed,
                readers=readers,
                say=lambda outcome: console.print(line(outcome)),
                enough=until(seconds, kills),
            )
        )
        good = campaign.good
        console.print(summary(campaign))
    except Stuck as stuck:
        console.print(f"[red]{stuck}[/red]")
        good = False
    if not good:
        console.print(f"[red]The same again:[/red] make chaos SEED={seed} DATABASE={database}")
        raise typer.Exit(1)


def line(outcome: Outcome) -> str:
    """A round in a line, and a line for each thing that was wrong in it."""
    verdict, planned = outcome.verdict, outcome.round
    kills = ", ".join(f"{kill.stage}{'*' if kill.polite else ''} at {kill.share:.0%}" for kill in planned.kills)
    doubt = f", {verdict.unknown} unknown ({verdict.vanished} never came)" if verdict.unknown else ""
    told = (
        f"{planned.number:4}  {planned.weather:15} {verdict.digests:3} digests, {verdict.parts:3} messages: "
        f"{len(verdict.lost)} lost, {verdict.duplicates} twice (at most {outcome.bound}){doubt}; "
        f"{outcome.seconds:.0f} s, {outcome.log_bytes / 1000:.0f} kB of log"
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
