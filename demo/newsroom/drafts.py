"""Articles as they lie on disk: one text file each, a small header and a body.

    title: Ferry strikes breakwater at Selskerry
    at: ferry+50m
    by: Nora Quill
    section: sea
    event: ferry-collision

    The first paragraph, with placeholders such as {when:ferry}.

Paragraphs are separated by a blank line; one that opens with `## ` is a heading, with `> ` a quotation set apart.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from demo.newsroom.outlets import Outlet, load_outlets


class Kind(StrEnum):
    """What sort of piece it is: most are articles; a video's page holds hardly any text."""

    ARTICLE = "article"
    LIVE = "live"
    VIDEO = "video"
    OPINION = "opinion"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A piece before its time is known: title, caption and paragraphs still hold placeholders.

    `at` is the moment of publication; `event` the label that pieces on the same event share, empty for a piece
    that stands alone; `scene` names what the picture shows, the section unless the file says so.
    """

    outlet: Outlet
    slug: str
    title: str
    at: str
    by: str
    section: str
    event: str
    kind: Kind
    caption: str
    scene: str
    paragraphs: tuple[str, ...]


@cache
def load_moments() -> dict[str, str]:
    """The named moments that articles speak of, as offsets from the newsroom's start."""
    text = files("demo.newsroom").joinpath("moments.json").read_text(encoding="utf-8")
    moments: dict[str, str] = json.loads(text)
    return moments


@cache
def load_drafts() -> tuple[Draft, ...]:
    """Every article on disk, by outlet and file name. Raises `ValueError` naming the file that is not in form."""
    texts = {name: text for name, _, text in _files()}
    return tuple(parse(name, text, outlet, texts) for name, outlet, text in _files())


def _files() -> Iterator[tuple[str, Outlet, str]]:
    articles = files("demo.newsroom").joinpath("articles")
    for outlet in load_outlets().values():
        for file in sorted(articles.joinpath(outlet.slug).iterdir(), key=lambda entry: entry.name):
            yield f"{outlet.slug}/{file.name.removesuffix('.md')}", outlet, file.read_text(encoding="utf-8")


def parse(name: str, text: str, outlet: Outlet, texts: Mapping[str, str]) -> Draft:
    """The draft that a file holds. `name` is `outlet/slug`; `texts` are all files by name, because a syndicated
    piece (`continues: outlet/slug`) takes every paragraph but the first from another outlet's file."""
    header, _, body = text.partition("\n\n")
    fields: dict[str, str] = {}
    for line in header.splitlines():
        key, separator, value = line.partition(":")
        if not separator or not value.strip():
            raise ValueError(f"articles/{name}.md: the header line {line!r} is not 'name: value'")
        fields[key.strip()] = value.strip()
    paragraphs = _paragraphs(body)
    if source := fields.pop("continues", ""):
        if source not in texts:
            raise ValueError(f"articles/{name}.md continues {source!r}, which is no article")
        paragraphs += _paragraphs(texts[source].partition("\n\n")[2])[1:]
    if missing := {"title", "at", "by", "section"} - fields.keys():
        raise ValueError(f"articles/{name}.md: the header lacks {', '.join(sorted(missing))}")
    if unknown := fields.keys() - {"title", "at", "by", "section", "event", "kind", "caption", "scene"}:
        raise ValueError(f"articles/{name}.md: the header knows no {', '.join(sorted(unknown))}")
    if fields["section"] not in outlet.sections:
        sections = ", ".join(outlet.sections)
        raise ValueError(f"articles/{name}.md: {outlet.name} has no section {fields['section']!r}, only {sections}")
    if (kind := fields.get("kind", "article")) not in list(Kind):
        raise ValueError(f"articles/{name}.md: there is no kind {kind!r}, only {', '.join(Kind)}")
    return Draft(
        outlet=outlet,
        slug=name.partition("/")[2],
        title=fields["title"],
        at=fields["at"],
        by=fields["by"],
        section=fields["section"],
        event=fields.get("event", ""),
        kind=Kind(kind),
        caption=fields.get("caption", ""),
        scene=fields.get("scene", fields["section"]),
        paragraphs=paragraphs,
    )


def _paragraphs(body: str) -> tuple[str, ...]:
    return tuple(" ".join(block.split()) for block in body.split("\n\n") if block.strip())
