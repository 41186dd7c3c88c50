"""Starter packs."""

from dataclasses import dataclass

from bot.taps.core import Tap


@dataclass(frozen=True)
class ShowPacks(Tap):
    """The starter packs of all languages."""

    code = "admin.packs"


@dataclass(frozen=True)
class AddPack(Tap):
    """Show what is in this starter pack, and with `sure` add its topics and feeds."""

    code = "admin.pack"
    name: str
    sure: bool
