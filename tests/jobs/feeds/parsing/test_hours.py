"""The hours and days that a feed asks to skip, as feeds really write them."""

import pytest

from jobs.feeds.parsing.hours import skipped
from jobs.feeds.parsing.parse import parse_feed

NIGHT = "<skipHours><hour>22</hour><hour> 23 </hour>\n<hour>0</hour></skipHours>"
WEEKEND = "<skipDays><day>Saturday</day><day>sunday</day></skipDays>"


def rss(inside: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Harbour Post</title>{inside}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("inside", "hours", "days"),
    [
        (NIGHT + WEEKEND, {22, 23, 0}, {5, 6}),
        ("<skiphours><hour>24</hour></skiphours>", {0}, set()),
        ("<skipHours><hour>25</hour><hour>-1</hour><hour>x</hour><hour/></skipHours>", set(), set()),
        ("<skipDays><day>Caturday</day><day>Monday</day></skipDays>", set(), {0}),
        ("<skipHours></skipHours><skipHours><hour>3</hour></skipHours>", set(), set()),
        (f"<item><description>{NIGHT}</description></item>", set(), set()),
        (f"<item><title>One</title></item>{NIGHT}", {22, 23, 0}, set()),
        ("<skipHours>" + "<hour>1</hour>" * 5000, set(), set()),
        ("", set(), set()),
    ],
)
def test_lists_of_the_channel_are_read_and_nonsense_is_left_out(inside, hours, days):
    assert skipped(rss(inside)) == (hours, days)


def test_a_parsed_feed_says_them():
    feed = parse_feed(rss(NIGHT + WEEKEND + "<item><title>One</title></item>"), url="https://harbour.example/feed")
    assert (feed.skip_hours, feed.skip_days) == ({22, 23, 0}, {5, 6})
