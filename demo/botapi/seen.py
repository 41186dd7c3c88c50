"""Messages and inline results as a person sees them."""

from dataclasses import dataclass

from demo.botapi.shapes import Json


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the person sees it; `raw` is the Bot API's Message."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def chat(self) -> int:
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        """The text, or the caption, or ""."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def links(self) -> list[str]:
        """The addresses behind linked words."""
        return [entity["url"] for entity in self.entities if entity["type"] == "text_link"]

    @property
    def rows(self) -> list[list[Json]]:
        """The rows of inline buttons."""
        return list(self.raw.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[str]:
        """The texts on the inline buttons."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def from_bot(self) -> bool:
        return not self.raw.get("out", False)

    def button(self, text: str) -> Json:
        """The button with this text, else the only one that contains it. Raises LookupError naming those there are."""
        buttons = [button for row in self.rows for button in row]
        exact = [button for button in buttons if button["text"] == text]
        close = [button for button in buttons if text.lower() in button["text"].lower()]
        found = exact or close
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons fit {text!r}; the message has {self.buttons}")
        return found[0]


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One of the bot's inline results; `raw` is the InlineQueryResult, its content parsed under "message"."""

    raw: Json

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def title(self) -> str:
        return str(self.raw.get("title", ""))

    @property
    def description(self) -> str:
        return str(self.raw.get("description", ""))

    @property
    def text(self) -> str:
        """The text, or caption, of the message that choosing it sends."""
        return str(self.raw["message"].get("text", self.raw["message"].get("caption", "")))


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What the bot offers for an inline query that was asked in `chat`."""

    raw: Json
    chat: int

    @property
    def query_id(self) -> str:
        return str(self.raw["query_id"])

    @property
    def results(self) -> list[InlineResult]:
        return [InlineResult(raw) for raw in self.raw["results"]]

    @property
    def titles(self) -> list[str]:
        return [result.title for result in self.results]

    @property
    def next_offset(self) -> str:
        """Where the next page begins; "" where there is none."""
        return str(self.raw["next_offset"])

    @property
    def button(self) -> Json | None:
        """The button above the results: `{"text": ..., "start_parameter": ...}`."""
        button: Json | None = self.raw["button"]
        return button

    def result(self, title: str) -> InlineResult:
        """The result with this title, else the only one that contains it. Raises LookupError naming those there are."""
        exact = [result for result in self.results if result.title == title]
        found = exact or [result for result in self.results if title.lower() in result.title.lower()]
        if len(found) != 1:
            raise LookupError(f"{len(found)} results fit {title!r}; there are {self.titles}")
        return found[0]
