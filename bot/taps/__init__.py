"""The buttons' meanings, one file a family: every file in this folder is known to `core.decode`."""

from importlib import import_module
from pkgutil import walk_packages

for _found in walk_packages(__path__, prefix=f"{__name__}."):
    import_module(_found.name)
