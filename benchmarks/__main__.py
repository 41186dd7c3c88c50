"""`make bench`: the benchmarks that need no data of anybody's. Those that do: `newsdigest bench --help`."""

from rich.console import Console

from benchmarks import speed

Console().print(speed.table())
