"""Round after round on one scene, and what came of all of them."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fire.plan import Round, quiet_day
from fire.play import Outcome, Player
from fire.readers import make_readers
from fire.scene import opened
from fire.verdict import Verdict


@dataclass(slots=True)
class Campaign:
    """The outcome of each round, and the verdict on all of them with what must hold at the end."""

    outcomes: list[Outcome] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    at_the_end: Verdict = field(default_factory=Verdict)
    """Only what must hold at the end."""

    @property
    def kills(self) -> int:
        return sum(outcome.kills for outcome in self.outcomes)

    @property
    def bound(self) -> int:
        """How many messages may have come twice."""
        return sum(outcome.bound for outcome in self.outcomes)

    @property
    def good(self) -> bool:
        return not self.verdict.lost and not self.verdict.wrong and self.verdict.duplicates <= self.bound


async def play_all(
    database: str,
    rounds: Iterable[Round],
    *,
    seed: int,
    readers: int = 28,
    say: Callable[[Outcome], None] = lambda _: None,
    enough: Callable[[Campaign], bool] = lambda _: False,
) -> Campaign:
    """Play the rounds until there are `enough`, and a quiet day at their end. Raises `fire.play.Stuck`."""
    campaign = Campaign()
    async with opened(database, seed=seed, readers=make_readers(readers, seed)) as scene:
        player = Player(scene)

        async def play(planned: Round) -> None:
            outcome = await player.play(planned)
            campaign.outcomes.append(outcome)
            campaign.verdict.add(outcome.verdict)
            say(outcome)

        for planned in rounds:
            if enough(campaign):
                break
            await play(planned)
        # who was told before the last day's news were out is told them now
        await play(quiet_day(len(campaign.outcomes) + 1))
        campaign.at_the_end = player.close()
        campaign.verdict.add(campaign.at_the_end)
    return campaign


def until(seconds: float, kills: int) -> Callable[[Campaign], bool]:
    """Enough after so long, but not before so many kills."""
    begun = time.monotonic()
    return lambda campaign: time.monotonic() - begun > seconds and campaign.kills >= kills
