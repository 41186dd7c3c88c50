"""The status page. What feeds call themselves, and what Telegram and servers say, is filled in and never markup."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.log_redaction import redact
from bot.page.facts import Facts, Told
from bot.page.frame import REFRESH_S, joined, page
from bot.page.verdict import title, unsettled, verdict
from bot.page.words import about, ago, number, seconds, size
from bot.page_tickets import PAGE
from bot.watch.health import lasting
from bot.watch.signs import Sign, Signs
from storage.delays import Delay
from storage.delivery_trouble import Reason
from storage.feeds import Feed, FeedState
from storage.standing import Backlog, Standing, Waiting
from storage.statistics import Health

STATES = (
    ("pending", "wait, or are to be tried again"),
    ("sending", "are on their way"),
    ("sent", "arrived, of those due in the last day"),
    ("failed", "were refused for good"),
    ("unknown", "perhaps arrived: nobody knows"),
    ("cancelled", "were called off, as their chat can't be reached"),
)

CHARTS = {
    "deliveries": "Chart: messages by day that were sent, failed, perhaps arrived or were called off",
    "delays": "Chart: how long it took by day from an article's publication until a chat was told of it",
    "chats": "Chart: how many chats can be reached, and how many came and went by day",
    "feeds": "Chart: how many feeds are well, in trouble, gone or paused, and what is wrong",
    "stories": "Chart: stories of the last seven days by topic",
}
"""What each of the pictures shows, for those who can't see it."""
USUAL_SIZE = (1080, 1080)
USUAL_SIZES = {"feeds": (1080, 812)}
"""Of those that weren't drawn yet."""

SOON_S = 15
"""Who looks while something is wrong waits for it to be over."""

HEALTHS = {
    Health.WELL: "well",
    Health.FAILING: "failing",
    Health.GONE: "gone",
    Health.PAUSED: "paused",
    Health.UNREAD: "not read yet",
}


def status(facts: Facts) -> str:
    """The status page itself."""
    told = facts.told
    backlog = told.standing.backlog if told else None
    passing = unsettled(facts.signs, backlog, at=facts.at, now=facts.now)
    refresh = SOON_S if facts.faults or passing else REFRESH_S
    sections = [_header(facts), verdict(facts.faults, passing, patience=facts.patience)]
    if told is None:
        away = Markup('<section><p class="note">{}</p></section>')
        sections.append(away.format("The database doesn't answer, so what stands in it can't be shown."))
    else:
        sections += [_waiting(told, facts.now), _messages(told, facts.now)]
    sections.append(_loops(facts.signs, facts.at))
    if told is not None:
        sections += [_feeds(told, facts.now), _charts(facts.pictures), _database(told)]
    sections.append(_footer(refresh))
    body = Markup("<main>{}</main>").format(Markup().join(sections))
    return page(title(facts.faults, passing), body, refresh=refresh)


def _header(facts: Facts) -> Markup:
    up = lasting(timedelta(seconds=facts.at - facts.signs.started_at))
    return Markup(
        '<header><h1>newsdigest</h1><p class="note">{when} · version {version} · up for {up}</p></header>'
    ).format(when=_moment(facts.now), version=facts.version, up=up)


def _waiting(told: Told, now: datetime) -> Markup:
    backlog: Backlog = told.standing.backlog
    tiles = [
        _tile("Messages to answer", backlog.updates, now),
        _tile("Digests to make", backlog.digests, now),
        _tile("Messages to send", backlog.deliveries, now),
        _tile("Feeds to check", backlog.feeds, now),
        _tile("Articles to read", backlog.entries, now),
        _delay(told.delay),
    ]
    return _section("What waits", Markup('<div class="tiles">{}</div>').format(Markup().join(tiles)))


def _tile(name: str, waiting: Waiting, now: datetime) -> Markup:
    note = "nothing waits" if waiting.oldest is None else f"the first for {lasting(waiting.age(now))}"
    return _figure(name, number(waiting.number), note)


def _delay(delay: Delay) -> Markup:
    if delay.median is None or delay.p90 is None:
        return _figure("Publication to chat", "–", "nothing was told in the last day")
    return _figure(
        "Publication to chat", about(delay.median), f"nine of ten within {about(delay.p90)}, in the last day"
    )


def _figure(name: str, value: str, note: str) -> Markup:
    tile = Markup(
        '<div class="tile"><span class="name">{}</span><span class="value">{}</span><span class="note">{}</span></div>'
    )
    return tile.format(name, value, note)


def _messages(told: Told, now: datetime) -> Markup:
    counts = told.standing.deliveries
    rows = joined(
        '<tr class="{2}"><th scope="row">{0}</th><td class="number">{1}</td><td>{3}</td></tr>',
        (
            (
                state,
                number(counts.get(state, 0)),
                "odd" if state in {"failed", "unknown"} and counts.get(state) else "",
                what,
            )
            for state, what in STATES
        ),
    )
    table = Markup("<table><tbody>{}</tbody></table>").format(rows)
    return _section(
        "Messages",
        table,
        _reasons("Why messages failed", told.failed, now),
        _reasons("Why nobody knows", told.unknown, now),
    )


def _reasons(title: str, reasons: Sequence[Reason], now: datetime) -> Markup:
    if not reasons:
        return Markup()
    rows = joined(
        '<tr><td>{}</td><td class="number">{}</td><td class="when">{}</td></tr>',
        ((redact(reason.problem), number(reason.number), ago(reason.last_at, now)) for reason in reasons),
    )
    head = Markup(
        '<thead><tr><th scope="col">reason</th><th scope="col" class="number">messages</th>'
        '<th scope="col">last</th></tr></thead>'
    )
    return Markup("<h3>{}</h3><table>{}<tbody>{}</tbody></table>").format(title, head, rows)


def _loops(signs: Signs, at: float) -> Markup:
    rows = [
        *([_loop("polling Telegram", signs.polling, at)] if signs.polling else []),
        *([_sender(signs, at)] if signs.sending else []),
        *(_loop(f"job {name}", sign, at) for name, sign in sorted(signs.jobs.items())),
    ]
    if not rows:
        return _section("This process", Markup('<p class="note">{}</p>').format(_idle(signs)))
    head = Markup(
        '<thead><tr><th scope="col">loop</th><th scope="col">last well</th><th scope="col">state</th></tr></thead>'
    )
    return _section(
        "This process", Markup('<table class="stacked">{}<tbody>{}</tbody></table>').format(head, Markup().join(rows))
    )


def _idle(signs: Signs) -> str:
    if signs.ready:
        return "It stands by: another process does what only one may, and this one takes over when that one ends."
    why = f"Telegram can't be reached ({redact(signs.start_problem)})" if signs.start_problem else "it is under way"
    return f"It has not come to its start: {why}."


def _sender(signs: Signs, at: float) -> Markup:
    assert signs.sending is not None
    pause = (signs.paused_until or at) - at
    idle = "nothing was to be sent yet" if signs.sending.well_at is None else ""
    return _loop("sending", signs.sending, at, f"Telegram asked to wait: {seconds(pause)} left" if pause > 0 else idle)


def _loop(name: str, sign: Sign, at: float, state: str = "") -> Markup:
    well = "not yet" if sign.well_at is None else f"{lasting(timedelta(seconds=at - sign.well_at))} ago"
    if sign.failing_since is not None:
        failing = lasting(timedelta(seconds=at - sign.failing_since))
        state = f"has failed for {failing}: {redact(sign.problem)}"
    elif sign.is_at_work and sign.began_at is not None:
        state = f"at work for {seconds(at - sign.began_at)}"
    elif not state and sign.began_at is not None and sign.ended_at is not None:
        state = f"took {seconds(sign.ended_at - sign.began_at)}"
    kind = "odd" if sign.failing_since is not None else ""
    return Markup(
        '<tr class="{}"><th scope="row">{}</th><td class="when" data-before="well ">{}</td><td>{}</td></tr>'
    ).format(kind, name, well, state)


def _feeds(told: Told, now: datetime) -> Markup:
    health = told.standing.feeds.feeds
    counts = joined(
        '<li class="{2}"><strong>{0}</strong> {1}</li>',
        ((number(health.get(kind, 0)), words, kind) for kind, words in HEALTHS.items()),
    )
    bar = Markup('<ul class="healths">{}</ul>').format(counts)
    if not told.feeds:
        return _section("Feeds", bar, Markup('<p class="note">{}</p>').format("No feed is in trouble."))
    head = Markup(
        '<thead><tr><th scope="col">feed</th><th scope="col">what is wrong</th><th scope="col">since</th></tr></thead>'
    )
    rows = Markup().join(_feed(feed, now) for feed in told.feeds)
    more = health.get(Health.FAILING, 0) + health.get(Health.GONE, 0) - len(told.feeds)
    rest = (
        Markup('<p class="note">and {} more: newsdigest feeds list names all</p>').format(more)
        if more > 0
        else Markup()
    )
    table = Markup('<table class="stacked">{}<tbody>{}</tbody></table>').format(head, rows)
    return _section("Feeds", bar, Markup("<h3>{}</h3>").format("The longest failing first"), table, rest)


def _feed(feed: Feed, now: datetime) -> Markup:
    wrong = "it ended for good" if feed.state == FeedState.GONE else _in_a_row(feed.failures)
    since = lasting(max(now - feed.failing_since, timedelta())) if feed.failing_since else "–"
    return Markup(
        '<tr><td><span class="title">{title}</span><span class="address">{address}</span></td>'
        '<td>{problem}<span class="note">{wrong}</span></td><td class="when" data-before="for ">{since}</td></tr>'
    ).format(
        title=feed.title or "without a title",
        address=redact(feed.url),
        problem=redact(feed.problem or "no reason is known"),
        wrong=wrong,
        since=since,
    )


def _in_a_row(times: int) -> str:
    return "once so far" if times == 1 else f"{times} times in a row"


def _charts(sizes: Mapping[str, tuple[int, int]]) -> Markup:
    # with its size, the browser keeps its room before it is there
    figure = (
        '<figure><picture><source media="(prefers-color-scheme: dark)" srcset="{1}/charts/{0}-dark.png">'
        '<img src="{1}/charts/{0}-light.png" alt="{2}" width="{3}" height="{4}" loading="lazy"></picture></figure>'
    )
    rows = ((name, PAGE, words, *sizes.get(name, USUAL_SIZES.get(name, USUAL_SIZE))) for name, words in CHARTS.items())
    return _section("The last 30 days", Markup('<div class="charts">{}</div>').format(joined(figure, rows)))


def _database(told: Told) -> Markup:
    standing: Standing = told.standing
    words = Markup("<p>{} on its disk, {} active, {} that can't be reached. Counting all this took {}.</p>")
    active, away = standing.chats.get("active", 0), standing.chats.get("inactive", 0)
    chats = "1 chat" if active == 1 else f"{number(active)} chats"
    return _section("Database", words.format(size(standing.bytes), chats, number(away), seconds(told.took)))


def _footer(refresh: int) -> Markup:
    often = "minute" if refresh == REFRESH_S else f"{refresh} seconds"
    return Markup(
        '<footer><p class="note">This page looks anew every {}, and changes nothing.</p>'
        '<form method="post" action="{}/leave"><button class="quiet">Log out</button></form></footer>'
    ).format(often, PAGE)


def _section(title: str, *parts: Markup) -> Markup:
    return Markup("<section><h2>{}</h2>{}</section>").format(title, Markup().join(parts))


def _moment(now: datetime) -> str:
    return f"{now.day} {now:%B %Y, %H:%M} UTC"
