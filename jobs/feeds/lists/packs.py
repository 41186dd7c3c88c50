"""Starter packs: topics with well-known feeds by language, one OPML file a pack, kept beside this module as data."""

from dataclasses import dataclass
from importlib.resources import files

from jobs.feeds.lists.opml import OpmlFile, read_opml

_FOLDER = files("jobs.feeds.lists").joinpath("starter_packs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`name` is its file's and its language's code (ISO 639-1), `title` the language's own name for itself."""

    name: str
    title: str
    topics: tuple[str, ...]
    feeds: int


def list_packs() -> list[Pack]:
    """All packs, by name."""
    return [_described(name, read_pack(name)) for name in sorted(_names())]


def pack_in(language: str) -> Pack:
    """The pack in this language (ISO 639-1), the English one where there is none."""
    name = language if language in _names() else "en"
    return _described(name, read_pack(name))


def read_pack(name: str) -> OpmlFile:
    """One of the packs that `list_packs` names."""
    return read_opml(_FOLDER.joinpath(f"{name}.opml").read_bytes())


def _names() -> set[str]:
    return {file.name.removesuffix(".opml") for file in _FOLDER.iterdir() if file.name.endswith(".opml")}


def _described(name: str, pack: OpmlFile) -> Pack:
    return Pack(
        name=name,
        title=pack.title,
        topics=tuple(topic.name for topic in pack.topics),
        feeds=sum(len(topic.feeds) for topic in pack.topics),
    )
