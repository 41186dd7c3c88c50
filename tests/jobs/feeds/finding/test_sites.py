"""Sites whose feeds are known by rule: from the address of a page to those of its feeds."""

import pytest

from jobs.feeds.finding.links import feed_links
from jobs.feeds.finding.sites import known_feeds, likely_feeds

CHANNEL = "UCabcdefghijklmnopqrstuv"
VIDEOS = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}/videos?view=0", VIDEOS),
        ("https://youtube.com/playlist?list=PLabc-12", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabc-12"),
        (
            "https://www.youtube.com/watch?v=x&list=PLabc&index=2",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabc",
        ),
        ("https://www.youtube.com/user/quay", "https://www.youtube.com/feeds/videos.xml?user=quay"),
        ("https://vimeo.com/channels/staffpicks", "https://vimeo.com/channels/staffpicks/videos/rss"),
        ("https://vimeo.com/quay", "https://vimeo.com/quay/videos/rss"),
        ("https://odysee.com/@quay:b", "https://odysee.com/$/rss/@quay:b"),
        ("https://github.com/quay/crane", "https://github.com/quay/crane/releases.atom"),
        ("https://github.com/quay/crane.git", "https://github.com/quay/crane/releases.atom"),
        ("https://github.com/quay/crane/tree/v2", "https://github.com/quay/crane/commits/v2.atom"),
        ("https://github.com/quay/crane/issues/12", "https://github.com/quay/crane/commits.atom"),
        ("https://gitlab.com/port/quay/crane", "https://gitlab.com/port/quay/crane/-/releases.atom"),
        ("https://codeberg.org/quay/crane", "https://codeberg.org/quay/crane/releases.rss"),
        ("https://old.reddit.com/r/ports/", "https://www.reddit.com/r/ports/.rss"),
        ("https://www.reddit.com/r/ports/top/?t=week", "https://www.reddit.com/r/ports/top/.rss"),
        ("https://www.reddit.com/u/quay", "https://www.reddit.com/user/quay/.rss"),
        ("https://www.reddit.com/r/ports/comments/1abc/a_title/", "https://www.reddit.com/r/ports/comments/1abc/.rss"),
        ("https://bsky.app/profile/quay.bsky.social", "https://bsky.app/profile/quay.bsky.social/rss"),
        ("https://news.ycombinator.com", "https://news.ycombinator.com/rss"),
        ("https://lobste.rs/t/python", "https://lobste.rs/t/python.rss"),
        (
            "https://stackoverflow.com/questions/tagged/python?tab=Newest",
            "https://stackoverflow.com/feeds/tag?tagnames=python&sort=newest",
        ),
        ("https://boats.stackexchange.com/questions/12/why", "https://boats.stackexchange.com/feeds/question/12"),
        ("https://askubuntu.com/", "https://askubuntu.com/feeds"),
        ("https://medium.com/@quay", "https://medium.com/feed/@quay"),
        ("https://medium.com/the-quay", "https://medium.com/feed/the-quay"),
        ("https://quay.medium.com", "https://quay.medium.com/feed"),
        ("https://quay.substack.com/p/a-post", "https://quay.substack.com/feed"),
        ("https://quay.wordpress.com/", "https://quay.wordpress.com/feed/"),
        ("https://quay.blogspot.com/2026/03/x.html", "https://quay.blogspot.com/feeds/posts/default"),
        ("https://quay.blogspot.co.uk/", "https://quay.blogspot.co.uk/feeds/posts/default"),
        ("https://quay.tumblr.com/", "https://quay.tumblr.com/rss"),
        ("https://www.tumblr.com/quay", "https://quay.tumblr.com/rss"),
        ("https://dev.to/quay", "https://dev.to/feed/quay"),
        (
            "https://uk.wikipedia.org/wiki/%D0%9A%D0%B8%D1%97%D0%B2",
            "https://uk.wikipedia.org/w/index.php?title=%D0%9A%D0%B8%D1%97%D0%B2&action=history&feed=atom",
        ),
        ("https://arxiv.org/list/cs.CL/recent", "https://rss.arxiv.org/rss/cs.CL"),
        ("https://store.steampowered.com/app/570/Dota_2/", "https://store.steampowered.com/feeds/news/app/570/"),
        ("https://news.google.com/topics/CAAq?hl=en", "https://news.google.com/rss/topics/CAAq?hl=en"),
    ],
)
def test_a_page_of_a_known_site_has_its_feed_by_rule(page, feed):
    assert known_feeds(page)[0] == feed


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/quay/crane/releases.atom",
        "https://www.reddit.com/r/ports/.rss",
        "https://quay.substack.com/feed",
        "https://vimeo.com/123456",
        "https://github.com/quay",
        "https://www.youtube.com/watch?v=x",
        "https://www.substack.com/",
        "https://post.example/r/ports",
        "https://github.com.post.example/quay/crane",
        "https://github.com@post.example/quay/crane",
        "https://github.com:8443/quay/crane",
    ],
)
def test_what_is_a_feed_already_or_elsewhere_has_none_by_rule(address):
    assert known_feeds(address) == ()


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("https://social.example/@quay", "https://social.example/@quay.rss"),
        ("https://social.example/tags/ports", "https://social.example/tags/ports.rss"),
        ("https://pixels.example/users/quay", "https://pixels.example/users/quay.atom"),
        ("https://lemmy.example/c/ports", "https://lemmy.example/feeds/c/ports.xml?sort=New"),
        ("https://tube.example/c/quay/videos", "https://tube.example/feeds/videos.xml?videoChannelName=quay"),
        ("https://tube.example/a/quay", "https://tube.example/feeds/videos.xml?accountName=quay"),
        ("http://forum.example:8080/c/news/5", "http://forum.example:8080/c/news/5.rss"),
        ("https://forum.example/t/a-title/123/4", "https://forum.example/t/a-title/123.rss"),
    ],
)
def test_software_is_known_by_the_shape_of_its_addresses(page, feed):
    assert feed in likely_feeds(page)


def test_other_addresses_have_no_shape():
    assert likely_feeds("https://post.example/2026/03/storm") == ()


@pytest.mark.parametrize(
    "page",
    [
        f'<meta itemprop="identifier" content="{CHANNEL}">',
        f'<script>var x = {{"externalId":"{CHANNEL}"}}</script>',
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
    ],
)
def test_a_channel_by_any_name_is_found_by_the_id_in_its_page(page):
    assert feed_links(f"<html><head>{page}</head></html>".encode(), "https://www.youtube.com/@quay") == (VIDEOS,)


def test_an_id_on_another_site_means_nothing():
    page = f'<html><body><a href="https://www.youtube.com/channel/{CHANNEL}">Our films</a></body></html>'
    assert feed_links(page.encode(), "https://post.example/") == ()


def test_a_listener_is_found_by_the_id_in_the_page():
    page = b'<html><head><meta property="al:ios:url" content="soundcloud://users:123"></head></html>'
    assert feed_links(page, "https://soundcloud.com/quay") == (
        "https://feeds.soundcloud.com/users/soundcloud:users:123/sounds.rss",
    )
