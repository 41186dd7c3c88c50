"""What can come of sending a message, as far as the outbox has to know.

DeliveryProblem
├── Throttled     429: everybody waits
├── ChatGone      blocked, kicked, deactivated: the chat sleeps until its user comes back
├── ChatMoved     the group became a supergroup with another number
├── Refused       this message will never be taken
├── NotSent       it surely didn't arrive: again later
└── MaybeSent     it may have arrived, nobody knows
"""


class DeliveryProblem(Exception):
    """A message was not sent, or perhaps not; the text is the reason, without secrets."""


class Throttled(DeliveryProblem):
    """Too many requests: nothing may be sent to anybody for `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"asked to wait {retry_after:g} s")
        self.retry_after = retry_after


class ChatGone(DeliveryProblem):
    """The chat can't be reached until its user comes back."""


class ChatMoved(DeliveryProblem):
    """The chat goes on under another number."""

    def __init__(self, new_telegram_id: int) -> None:
        super().__init__(f"the chat moved to {new_telegram_id}")
        self.new_telegram_id = new_telegram_id


class Refused(DeliveryProblem):
    """Telegram will not take this message for this chat."""


class NotSent(DeliveryProblem):
    """No connection, or a server error: the message didn't arrive."""


class MaybeSent(DeliveryProblem):
    """The answer was lost: the message may have arrived."""
