"""The starter packs: good lists, ready to be taken in."""

from urllib.parse import urlsplit

import pytest

from jobs.feeds.finding.sites import known_feeds
from jobs.feeds.lists.opml import write_opml
from jobs.feeds.lists.packs import _FOLDER, list_packs, read_pack

NAMES = [pack.name for pack in list_packs()]


def test_there_is_a_pack_for_each_of_these_languages():
    wanted = {"en", "uk", "de", "fr", "es", "pt", "it", "pl", "ru", "tr", "ar", "fa", "hi", "ja", "zh", "id"}
    assert set(NAMES) >= wanted


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_says_what_it_is_and_loses_nothing_when_it_is_read(name):
    pack = read_pack(name)
    assert pack.title
    assert (pack.bad, pack.merged, pack.loose, pack.unread) == ((), 0, (), ())
    assert write_opml(pack) == _FOLDER.joinpath(f"{name}.opml").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_topic_of_a_pack_is_ready_for_readers(name):
    for topic in read_pack(name).topics:
        assert topic.slug
        assert topic.description
        assert topic.language == name
        assert 1 <= len(topic.feeds) <= 6
        for feed in topic.feeds:
            assert feed.title
            assert urlsplit(feed.url).scheme == "https"
            assert known_feeds(feed.url) == ()


def test_topics_of_different_packs_have_different_slugs():
    slugs = [topic.slug for name in NAMES for topic in read_pack(name).topics]
    assert [slug for slug in slugs if slugs.count(slug) > 1] == []
