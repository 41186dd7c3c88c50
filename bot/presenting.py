"""How the jobs' digests look in Telegram: the words of a language, and the buttons under a message."""

from bot.i18n.texts import texts_in
from bot.keyboards.story import Picked, story
from bot.texts.wording import wording
from jobs.digests.messages.presenter import Presenter, ShownPart
from storage.deliveries import Buttons
from storage.digests import DigestKind
from summaries.wording import Wording


def presenter() -> Presenter:
    return Presenter(wording=_wording, buttons=_buttons)


def _wording(language: str | None) -> Wording:
    return wording(texts_in(language))


def _buttons(part: ShownPart) -> Buttons:
    if not part.stories:
        return ()
    positions = [position for position, _ in part.stories]
    picked = Picked(
        digest_id=part.digest_id,
        position=positions[0],
        positions=positions,
        day=part.last and part.kind is DigestKind.LATEST,
    )
    keyboard = story(texts_in(part.language), picked)
    return [[(each.text, str(each.callback_data)) for each in row] for row in keyboard.inline_keyboard]
