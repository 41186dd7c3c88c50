"""Written answers: which questions wait for one, who may give it, and what becomes of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.dialogs import Step, aim_of
from bot.handlers.admin.commands import ANSWERS as ADMIN_ANSWERS
from bot.handlers.filter_drafts import words_given as filter_words_given
from bot.handlers.new_own_feed import address_given
from bot.handlers.own_feeds import words_given as own_feed_words_given
from bot.handlers.rights import Right, refused
from bot.handlers.search import take_words as search_words_given
from bot.handlers.topics import words_given as topic_words_given
from bot.visit import Card, Visit
from storage.chats import Dialog


@dataclass(frozen=True, slots=True)
class Expected:
    may: Right
    answer: Callable[[Visit, Dialog], Awaitable[None]]


EXPECTED: Mapping[Step, Expected] = {
    **{step: Expected(may, answer) for step, (may, answer) in ADMIN_ANSWERS.items()},
    Step.FILTER_WORDS: Expected(Right.CHAT, filter_words_given),
    Step.TOPIC_SEARCH: Expected(Right.CHAT, topic_words_given),
    Step.OWN_FEED_ADDRESS: Expected(Right.CHAT, address_given),
    Step.OWN_FEED_SEARCH: Expected(Right.CHAT, own_feed_words_given),
    Step.SEARCH: Expected(Right.ANYBODY, search_words_given),
}


async def take_answer(visit: Visit, dialog: Dialog) -> bool:
    """Take what was written as the answer to this question; False where it waits for none, such as for a button only.

    Who lost the right since they were asked is told so, like everybody else.
    """
    expected = EXPECTED.get(Step(dialog.step)) if dialog.step in set(Step) else None
    if expected is None:
        return False
    visit = replace(visit, aim=await visit.read(lambda session: aim_of(session, dialog)))
    if refusal := await refused(visit, expected.may, topic_id=int(dialog.data.get("topic_id", 0))):
        await visit.say(Card(refusal.message))
    else:
        await expected.answer(visit, dialog)
    return True
