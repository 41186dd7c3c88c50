"""What the bot says to everybody, as Telegram HTML.

Functions take plain text and escape it themselves; constants and what ends in `_TOAST` or `_BUTTON` are shown without
markup. Nothing else in this room holds wording, but for `bot.admin_texts`.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.phrases import counted, days, either, hours, listed, local_time, moment, rhythm, zone_name
from bot.schedule_words import Fault, ScheduleNotUnderstood
from storage.schedules import Schedule
from storage.topics import Topic

# buttons

DONE_BUTTON = "Done"
BACK_BUTTON = "‹ Back"
DIGEST_NOW_BUTTON = "📰 Digest now"
TOPICS_BUTTON = "Topics"
SCHEDULE_BUTTON = "When it comes"
HOURS_BUTTON = "🕗 Hours"
DAYS_BUTTON = "📅 Days"
ZONE_BUTTON = "🌍 Time zone"
PAUSE_BUTTON = "⏸ Pause"
RESUME_BUTTON = "▶️ Resume"
EVERY_DAY_BUTTON = "Daily"
WORKING_DAYS_BUTTON = "Mon – Fri"
WEEKEND_BUTTON = "Sat – Sun"
EARLIER_BUTTON = "‹ Earlier"
LATER_BUTTON = "Later ›"


def chosen_button(label: str, on: bool) -> str:
    return f"✓ {label}" if on else label


def zone_button(zone: str, now: datetime, *, on: bool) -> str:
    return chosen_button(f"{zone_name(zone).removesuffix(' time')} · {local_time(zone, now)}", on)


def page_button(page: int, pages: int) -> str:
    return f"{page + 1} / {pages}"


def follow_button(name: str, on: bool) -> str:
    return f"➕ {name}" if on else f"Leave {name}"


# the start, and help

GREETING = "<b>Hello! I bring you the news, short and true.</b>\n"
WELCOME = (
    f"{GREETING}"
    "Many outlets, each event told once, in their own words and with a link to where they stand.\n\n"
    "What interests you? Tap to choose."
)
WELCOME_BACK = "<b>Good to see you again.</b>\nYour topics are as you left them. Tap to change them."
WELCOME_GROUP = (
    "<b>Hello! I send this group a news digest, short and true.</b>\nWhich topics shall it tell? Admins tap to choose."
)
WELCOME_RUNNER = (
    "<b>Hello! You run this bot.</b>\n"
    "There is nothing to follow yet: first comes a topic, then the feeds that it is told from. "
    "A starter pack brings both."
)
INTRODUCTION = (
    "<b>Hello! I send this group a news digest, short and true.</b>\n"
    "An admin chooses what it tells: /topics, and when it comes: /schedule. "
    "Everybody may ask for /latest and /list."
)
GROUP_START = "I send this group a news digest. Ask for /latest or /list; its admins choose with /topics and /schedule."
NO_TOPICS = "There are no topics to choose from yet. Please look in again later: /topics"

HELP = (
    "<b>I send you a short news digest at your hours.</b>\n\n"
    "<b>Your topics</b>\n"
    "/topics – choose what you follow\n"
    "/sub, /unsub – by name: <code>/sub science</code>\n"
    "/list – your topics, your hours, your next digest\n\n"
    "<b>Your digest</b>\n"
    "/latest – what is new now\n"
    "/schedule – when it comes: <code>/schedule 07:30 18:00 Kyiv mon-fri</code>\n"
    "/pause, /resume – a break, and on again\n\n"
    "<b>Good to know</b>\n"
    "/privacy – what I keep about you\n\n"
    "Each sentence in a digest stands in an article exactly so. Tap it to read it there."
)
HELP_ADMIN = "\n\n<b>You run this bot</b>\n/admin – topics and their feeds"

PRIVACY = (
    "<b>What I keep about you</b>\n\n"
    "• the number of this chat, and its name if it is a group\n"
    "• the language your Telegram is set to\n"
    "• your topics, your hours and your time zone\n"
    "• the digests you were sent, so that no story comes twice\n"
    "• a question I asked you, until you answered it\n\n"
    "I don't keep your name, your messages or your contacts, and share nothing with anybody. "
    "Links lead straight to the articles, without counting clicks.\n\n"
    "To stop: /unsub the topics, or block me; then I send nothing more."
)


def topics_card(*, heading: str, described: Sequence[Topic], followed: int, total: int) -> str:
    """Descriptions of `described` topics are folded, so that the buttons below stay within reach of the thumb."""
    lines = [f"<b>{escape(topic.name)}</b>: {escape(topic.description)}" for topic in described if topic.description]
    about = "<blockquote expandable>" + "\n".join(lines) + "</blockquote>" if lines else ""
    state = f"You follow {followed} of {counted(total, 'topic', 'topics')}." if followed else "Nothing chosen yet."
    return "\n".join(part for part in (heading, about, state) if part)


TOPICS_HEADING = "<b>Topics</b>\nTap to follow, tap again to leave."


def topics_done(topics: Sequence[Topic], schedule: Schedule | None, *, now: datetime) -> str:
    """Said after the choice: what is followed and when the digest comes."""
    if not topics or schedule is None:
        return "Nothing chosen, so nothing will come. Choose whenever you like: /topics"
    if schedule.paused:
        return f"You follow {_names(topics)}.\n\nYour digest is paused. Go on with /resume"
    return f"You follow {_names(topics)}.\n\n{_when(schedule, now)} Change it: /schedule\nWant one now? /latest"


def subscribed(topic: Topic, schedule: Schedule, *, now: datetime, new: bool) -> str:
    opening = (
        f"You now follow <b>{escape(topic.name)}</b>." if new else f"You follow <b>{escape(topic.name)}</b> already."
    )
    return f"{opening}\n{_when(schedule, now)}"


def unsubscribed(topic: Topic, *, was: bool, left: int) -> str:
    name = f"<b>{escape(topic.name)}</b>"
    if not was:
        return f"You don't follow {name}."
    rest = f"You still follow {counted(left, 'topic', 'topics')}." if left else "Nothing is left, so nothing will come."
    return f"You don't follow {name} any more. {rest}"


def which_topic(asked: str, *, found: bool) -> str:
    shown = escape(shorten(asked, 40))
    if found:
        return f"I know no topic called “{shown}”. Did you mean one of these?"
    return f"I know no topic called “{shown}”. Here are all there are:"


TOPIC_GONE_TOAST = "This topic is no longer there."
NO_SUCH_INVITATION = "The topic of this link is no longer there. Here is what there is:"


def overview(topics: Sequence[Topic], schedule: Schedule | None, *, now: datetime) -> str:
    if not topics or schedule is None:
        return "You follow no topics yet. Choose some: /topics"
    names = "\n".join(f"• {escape(topic.name)}" for topic in topics[:50])
    more = f"\n… and {len(topics) - 50} more" if len(topics) > 50 else ""
    return f"<b>You follow</b>\n{names}{more}\n\n{_when(schedule, now)}"


# the digest

NO_SUBSCRIPTION = "You follow no topics yet, so there is nothing to tell. Choose some:"


def nothing_new(schedule: Schedule | None, topic: Topic | None, *, now: datetime) -> str:
    """Honest: there is nothing that this chat wasn't told already."""
    where = f"about <b>{escape(topic.name)}</b>" if topic else "in your topics"
    return f"Nothing new {where} at the moment.\n{_when(schedule, now) if schedule else ''}".strip()


# the schedule


def schedule_card(schedule: Schedule, *, now: datetime) -> str:
    state = "Paused: nothing comes until you resume." if schedule.paused else f"Next: {_next(schedule, now)}."
    return (
        f"<b>Your digest comes</b>\n{escape(days(schedule.weekdays))}: {escape(hours(schedule.times))}\n"
        f"{_clock(schedule, now)}\n\n"
        f"{state}\n\n"
        "Or write it: <code>/schedule 07:30 18:00 Kyiv mon-fri</code>"
    )


def hours_card(schedule: Schedule, *, now: datetime) -> str:
    return (
        f"<b>At which hours?</b>\n{escape(hours(schedule.times))}\n"
        f"{_clock(schedule, now)}\n\n"
        "Another minute? <code>/schedule 07:30</code>"
    )


def days_card(schedule: Schedule, *, now: datetime) -> str:
    return (
        f"<b>On which days?</b>\n{escape(days(schedule.weekdays))}: {escape(hours(schedule.times))}\n"
        f"{_clock(schedule, now)}"
    )


def zones_card(schedule: Schedule, *, now: datetime) -> str:
    return (
        f"<b>What time is it where you are?</b>\n"
        f"Set to {_clock(schedule, now)}.\n\n"
        "Not listed? Name a city: <code>/schedule Lisbon</code>"
    )


def schedule_changed(schedule: Schedule, *, following: bool, now: datetime) -> str:
    rest = "" if following else "\nYou follow no topics yet. Choose some: /topics"
    return f"{_when(schedule, now)}{rest}"


LAST_HOUR_TOAST = "Your digest needs at least one hour. For a break, use /pause."
LAST_DAY_TOAST = "Your digest needs at least one day. For a break, use /pause."
UNKNOWN_ZONE_TOAST = "I don't know this time zone. Please choose another."
MANY_HOURS_TOAST = "That is as many as a day can have."
SCHEDULE_EXAMPLE = "For example: <code>/schedule 07:30 18:00 Kyiv mon-fri</code>"


def schedule_problem(problem: ScheduleNotUnderstood) -> str:
    """Names the word that wasn't understood, and shows how it can be said."""
    word = f"“{escape(shorten(problem.word, 40))}”"
    match problem.fault:
        case Fault.EMPTY:
            said = "I found no hour, no day and no city in that."
        case Fault.TIME:
            said = f"{word} is no time of day. Write it like 7:30, 18:00 or 7pm."
        case Fault.OFFSET:
            said = f"{word} doesn't say when summer time begins. Name a city there instead, such as Kyiv or New York."
        case Fault.TWO_ZONES:
            said = f"Those are two time zones: {word}. Please name one."
        case Fault.MANY_TIMES:
            said = f"{word} times a day are too many: at most 24, please."
        case Fault.UNKNOWN:
            hint = (
                f" Did you mean {either([escape(name) for name in problem.suggestions])}?"
                if problem.suggestions
                else ""
            )
            said = f"I didn't understand {word}.{hint}"
    return f"{said}\n{SCHEDULE_EXAMPLE}"


NO_SCHEDULE_YET = "You follow no topics yet, so nothing comes. Choose some: /topics"
PAUSED = "<b>Paused.</b> Nothing comes until you say /resume. /latest still works."


def resumed(schedule: Schedule, *, now: datetime) -> str:
    return f"<b>On again.</b> {_when(schedule, now)}"


# who may, and what wasn't understood

ADMINS_ONLY = "Only this group's admins may change that. Everybody may ask for /latest and /list."
ADMINS_ONLY_TOAST = "Only this group's admins may change that."
RUNNERS_ONLY = "Sorry, that is for the people who run this bot. What you can do: /help"
RUNNERS_ONLY_TOAST = "Sorry, that is for the people who run this bot."
PRIVATE_ONLY = "Please write /admin to me in our private chat, where nobody else reads along."
PRIVATE_ONLY_TOAST = "Please use this in our private chat."
OLD_BUTTON_TOAST = "This button is from an older message. Here is the current card."
OLD_BUTTON_NO_CARD_TOAST = "This button is from an older message. Write /help to see what I can do."
CANCELLED = "All right, nothing was changed."
NOTHING_TO_CANCEL = "There is nothing to cancel. What I can do: /help"
ADDRESS_FROM_READER = (
    "I can't follow a page by its address; the people who run this bot choose the outlets. Your topics: /topics"
)
NOT_TEXT = "I can only read text. What I can do: /help"


def unknown_command(command: str, near: str | None) -> str:
    shown = escape(shorten(command, 30))
    return f"I don't know /{shown}. Did you mean /{near}?" if near else f"I don't know /{shown}. What I can do: /help"


FREE_TEXT = (
    "I understand commands best. /latest brings the news, /topics changes what you follow, /help shows the rest."
)


def topic_named(topic: Topic, *, followed: bool) -> str:
    """Somebody wrote a topic's name."""
    state = "You follow" if followed else "You don't follow yet:"
    return f"{state} <b>{escape(topic.name)}</b>" + (f"\n{escape(topic.description)}" if topic.description else "")


def shorten(text: str, longest: int) -> str:
    """At most so many characters, with an ellipsis where some were cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _names(topics: Sequence[Topic]) -> str:
    shown = [f"<b>{escape(topic.name)}</b>" for topic in topics[:20]]
    return listed([*shown, f"{len(topics) - 20} more"] if len(topics) > 20 else shown)


def _rhythm(schedule: Schedule) -> str:
    return escape(rhythm(schedule.times, schedule.weekdays, schedule.zone))


def _clock(schedule: Schedule, now: datetime) -> str:
    """The zone, and what its clock shows: a reader knows at once whether it is theirs."""
    return f"{escape(zone_name(schedule.zone))} (now {local_time(schedule.zone, now)})"


def _next(schedule: Schedule, now: datetime) -> str:
    return moment(schedule.next_run_at, now=now, zone=schedule.zone)


def _when(schedule: Schedule, now: datetime) -> str:
    if schedule.paused:
        return f"Your digest is paused, else it comes {_rhythm(schedule)}. Go on with /resume"
    return f"Your digest comes {_rhythm(schedule)}; next {_next(schedule, now)}."
