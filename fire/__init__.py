"""The product under fire: real processes killed, a Bot API in bad weather, clocks that jump. Nothing may be lost.

`python -m fire` (`make chaos`) goes on for as long as asked; `tests/fire` runs a short one. A seed gives the same plan
of rounds again, with the same kills and the same weather.
"""
