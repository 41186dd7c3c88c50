"""Folders: whether something can be written there, which is tried, and taken away again."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory


def unwritable(folder: Path) -> str:
    """Why nothing can be written into the folder, which may still have to be made; empty where it can."""
    place = nearest(folder)
    try:
        with TemporaryDirectory(prefix=".newsdigest-", dir=place):
            return ""
    except OSError as error:
        what = f"{place} can't be written to" if place == folder.absolute() else f"{folder} can't be made in {place}"
        return f"{what} by user {os.geteuid()} ({(error.strerror or str(error)).lower()})"


def nearest(folder: Path) -> Path:
    """The folder, or what is there of the way to it."""
    whole = folder.absolute()
    # a path that may not be looked at counts as not there
    return next(place for place in (whole, *whole.parents) if os.path.exists(place))
