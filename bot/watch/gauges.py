"""The figures that are read when Prometheus asks: those of the database, and whether this process is well."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.watch.figures import Figures, FiguresAway
from bot.watch.health import Fault
from bot.watch.signs import Signs
from jobs.clock import Clock
from storage.delays import Delay
from storage.posts import Post
from storage.standing import Standing


class Gauges(Collector):
    """Reads in the thread that asks. Every process that is asked tells the same of the database.

    `posts` are those that some process has to hold.
    """

    def __init__(
        self,
        figures: Figures,
        signs: Signs,
        judge: Callable[[], Sequence[Fault]],
        clock: Clock,
        *,
        posts: Collection[Post] = tuple(Post),
    ) -> None:
        self._figures = figures
        self._signs = signs
        self._judge = judge
        self._clock = clock
        self._posts = posts

    def collect(self) -> Iterable[Metric]:
        yield _gauge("newsdigest_healthy", "1 where this process is well, as /healthz judges it.", not self._judge())
        paused = (self._signs.paused_until or 0) - self._signs.seconds()
        yield _gauge(
            "newsdigest_sender_paused_seconds", "How long Telegram still wants nothing to be sent.", max(0.0, paused)
        )
        try:
            read, delay, held = self._figures.standing(), self._figures.delay(), self._figures.held()
        except FiguresAway:
            yield _gauge("newsdigest_database_up", "1 where the database works.", 0)
            return
        works = not self._figures.trouble
        yield _gauge("newsdigest_database_up", "1 where the database works.", works)
        yield _gauge("newsdigest_database_bytes", "What the database takes on its disk.", read.figure.bytes)
        took = read.took + delay.took + held.took
        yield _gauge("newsdigest_database_read_seconds", "How long it took to read these figures last.", took)
        manned = ((post, post in held.figure) for post in self._posts)
        yield _by("newsdigest_post_held", "1 where a process is the sender, or the poller.", "post", manned)
        as_of = self._clock() - timedelta(seconds=self._signs.seconds() - read.at)
        yield from _standing(read.figure, as_of)
        yield from _delay(delay.figure)


def _standing(standing: Standing, now: datetime) -> Iterator[Metric]:
    waiting = standing.backlog
    for name, what, due in (
        ("digests", "Digests", waiting.digests),
        ("deliveries", "Messages", waiting.deliveries),
        ("feeds", "Feeds", waiting.feeds),
        ("entries", "Articles", waiting.entries),
        ("updates", "Updates", waiting.updates),
    ):
        yield _gauge(f"newsdigest_{name}_due", f"{what} that are due and not done yet.", due.number)
        yield _gauge(
            f"newsdigest_{name}_oldest_due_seconds",
            f"{what}: since when the first of them is due.",
            due.age(now).total_seconds(),
        )
    yield _by("newsdigest_deliveries", "Messages of the outbox by state.", "state", standing.deliveries.items())
    yield _by("newsdigest_feeds", "Feeds by health.", "health", standing.feeds.feeds.items())
    yield _by("newsdigest_chats", "Chats by state.", "state", standing.chats.items())


def _delay(delay: Delay) -> Iterator[Metric]:
    spans = ((share, span) for share, span in (("0.5", delay.median), ("0.9", delay.p90)) if span is not None)
    yield _by(
        "newsdigest_publication_delay_seconds",
        "From an article's publication until a chat was told of it, in the last day.",
        "quantile",
        ((share, span / timedelta(seconds=1)) for share, span in spans),
    )


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _by(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for kind, value in values:
        family.add_metric([str(kind)], value)
    return family
