"""The page's first words: all is well, something isn't, or something goes wrong that isn't a fault yet.

`/healthz` is patient, since who asks it restarts the process. Who looks at the page wants to know at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.log_redaction import redact
from bot.page.frame import joined
from bot.page.words import number, seconds
from bot.watch.health import Fault, lasting
from bot.watch.signs import Sign, Signs
from storage.standing import Backlog

SHORT_S = 5.0
"""What fails for less is a hiccup."""
WAIT = timedelta(seconds=30)
"""People's messages are answered within seconds."""
PAUSE_S = 10.0


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What goes wrong just now, in a sentence without its full stop, and the reason that is known."""

    says: str
    reason: str = ""


def unsettled(signs: Signs, backlog: Backlog | None, *, at: float, now: datetime) -> Sequence[Unsettled]:
    """What may become a fault. `at` is now by the signs' clock; `backlog` is None where the database doesn't answer."""
    return (*_start(signs, at), *_telegram(signs, backlog, at), *_people(backlog, now), *_jobs(signs, at))


def _start(signs: Signs, at: float) -> Iterator[Unsettled]:
    if signs.ready:
        return
    up = _span(at - signs.started_at)
    if signs.start_problem:
        yield Unsettled(f"Telegram has not been reached since the start, for {up}", signs.start_problem)
    else:
        yield Unsettled(f"It has been starting for {up}")


def _telegram(signs: Signs, backlog: Backlog | None, at: float) -> Iterator[Unsettled]:
    pause = (signs.paused_until or at) - at
    polling, sending = _failing(signs.polling, at), _failing(signs.sending, at)
    waiting = backlog.pending if backlog else 0
    wait = f"; {number(waiting)} message{' waits' if waiting == 1 else 's wait'}" if waiting else ""
    reason = next((sign.problem for sign in (signs.sending, signs.polling) if sign and _failing(sign, at)), "")
    if polling and sending:
        yield Unsettled(f"Telegram has not been reached for {_span(max(polling, sending))}{wait}", reason)
    elif polling:
        yield Unsettled(f"Telegram has handed out no messages for {_span(polling)}{wait}", reason)
    elif sending and waiting:
        yield Unsettled(f"Telegram has taken no message for {_span(sending)}{wait}", reason)
    if pause > PAUSE_S and waiting:
        yield Unsettled(f"Telegram asked to send nothing for another {seconds(pause)}{wait}")


def _people(backlog: Backlog | None, now: datetime) -> Iterator[Unsettled]:
    if backlog and (age := backlog.updates.age(now)) > WAIT:
        count = backlog.updates.number
        waits = "message waits" if count == 1 else "messages wait"
        yield Unsettled(f"{number(count)} of people's {waits} for an answer, the first for {lasting(age)}")


def _jobs(signs: Signs, at: float) -> Iterator[Unsettled]:
    for name, sign in sorted(signs.jobs.items()):
        if failing := _failing(sign, at):
            yield Unsettled(f"The job {name} has failed for {_span(failing)}", sign.problem)


def _failing(sign: Sign | None, at: float) -> float:
    """For how many seconds; 0 where it doesn't, or not for long."""
    if sign is None or sign.failing_since is None:
        return 0.0
    lasts = at - sign.failing_since
    return lasts if lasts >= SHORT_S else 0.0


def _span(value: float) -> str:
    return lasting(timedelta(seconds=value))


def verdict(faults: Sequence[Fault], passing: Sequence[Unsettled], *, patience: timedelta) -> Markup:
    if faults:
        count = "One thing isn't well" if len(faults) == 1 else f"{len(faults)} things aren't well"
        rows = joined("<li><strong>{}</strong> {}</li>", ((fault.part, redact(fault.says)) for fault in faults))
        return Markup('<section class="verdict ill"><h2>{}</h2><ul>{}</ul></section>').format(count, rows)
    if not passing:
        return Markup('<section class="verdict well"><h2>All is well</h2></section>')
    first, *others = passing
    reasons = joined("<p>{}</p>", [(redact(first.reason),)] if first.reason else [])
    rows = joined("<li>{}</li>", ((redact(_whole(other)),) for other in others))
    more = Markup("<ul>{}</ul>").format(rows) if others else Markup()
    note = Markup('<p class="note">Nothing is lost. After {} it counts as not well.</p>').format(lasting(patience))
    return Markup('<section class="verdict unsettled"><h2>{}</h2>{}</section>').format(
        first.says, reasons + more + note
    )


def title(faults: Sequence[Fault], passing: Sequence[Unsettled]) -> str:
    """The tab's."""
    if faults:
        return "✗ newsdigest is not well"
    return "! newsdigest: not all is well" if passing else "newsdigest is well"


def _whole(one: Unsettled) -> str:
    return f"{one.says} ({one.reason})" if one.reason else one.says
