"""The outlets of the sample newsroom: who they are, and how their sites and feeds are made."""

import json
from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum
from functools import cache
from importlib.resources import files

KESTMARK_TIME = timezone(timedelta(hours=1), "KMT")
"""Kestmark keeps one hour ahead of UTC the whole year."""


class Format(StrEnum):
    """What an outlet publishes its feeds as. The value is also the name of the feed's file."""

    RSS = "feed.xml"
    ATOM = "atom.xml"
    RDF = "index.rdf"
    JSON = "feed.json"


class Markup(StrEnum):
    """How an outlet's pages write a paragraph."""

    PARAGRAPHS = "paragraphs"
    BREAKS = "breaks"
    DIVISIONS = "divisions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet. `sections` maps the sections' slugs to their names; `full_text` says whether feeds carry whole
    articles; `tracking` is the query that the outlet's feeds append to every link, empty for none."""

    slug: str
    name: str
    language: str
    town: str
    tagline: str
    colour: str
    format: Format
    markup: Markup
    full_text: bool
    tracking: str
    sections: dict[str, str]

    def feed_path(self, section: str | None = None) -> str:
        """The path of the outlet's feed, or of one section's."""
        if section is None:
            return f"/{self.slug}/{self.format}"
        return f"/{self.slug}/{section}/{self.format}"


@cache
def load_outlets() -> dict[str, Outlet]:
    """All outlets by slug, in the order of `outlets.json`."""
    text = files("demo.newsroom").joinpath("outlets.json").read_text(encoding="utf-8")
    outlets = (
        Outlet(**{**row, "format": Format[row["format"]], "markup": Markup(row["markup"])}) for row in json.loads(text)
    )
    return {outlet.slug: outlet for outlet in outlets}
