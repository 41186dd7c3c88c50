"""What can be wrong with a feed or a page, in words for people.

FeedProblem
└── AddressRefused       the address leads where newsdigest doesn't go
    └── PageDisallowed   its site asks not to fetch it
"""


class FeedProblem(Exception):
    """The text says what is wrong and, where there is one, the way out; it carries no secrets."""


class AddressRefused(FeedProblem, OSError):
    """Raised before any connection is made; an OSError, since that is what aiohttp expects of a socket."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return self.problem


class PageDisallowed(AddressRefused):
    """Raised for a page that robots.txt names, before it is asked for."""
