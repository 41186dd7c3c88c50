"""Lines of a page without the page's machinery. What is left stands there word for word: cleaning only takes away."""

import re
from collections.abc import Sequence

from summaries.dirt import visible

# "on both sides. sides, and": words that a page's script wrote twice
_STUTTER = re.compile(r"\b((?:[^\W\d_]+ ){0,3}[^\W\d_]{3,})[.…] (?=\1[,;:])")
_FINAL = re.compile(r"[.!?…。！？؟۔।:;»”\"']\W*\Z")
_BULLET = re.compile(r"\A(?:[-•*·▪●]\s+)+")

_READ_ON = (
    r"related|read more|read also|read next|read full|also read|see also|more on this|more from|recommended|you may "
    r"also|"
    r"don't miss|most read|continue reading|watch|listen|editor's picks|trending|up next|keep reading|"
    r"читайте|дивіться|смотрите|по теме|за темою|czytaj|przeczytaj|zobacz|lesen sie|mehr zum|lire aussi|à lire|voir "
    r"aussi|"
    r"lea también|lee también|ver también|te puede interesar|leia também|leia mais|veja também|leggi anche|leggi|"
    r"lees ook|"
    r"läs också|läs även|les også|læs også|lue myös|přečtěte|čtěte|čítajte|citește|olvasta|διαβάστε|ayrıca okuyun|"
    r"xem thêm|"
    r"baca juga|اقرأ|إقرأ|קראו גם|بیشتر بخوانید|यह भी पढ़ें|अधिक पढ़ें|関連|相关|相關|延伸阅读|관련"
)
_MACHINERY = re.compile(
    rf"(?i)(?:(?:{_READ_ON})\b[^.!?]{{0,200}}[:：>»…]?\s*\S?.{{0,160}}"
    r"|\[?(?:video|photos?|gallery|audio|live|image|watch)\]?\s*[:.]?"
    r"|\[(?:video|photos?|gallery|audio)\].{0,160}"
    r"|(?:tags?|topics|keywords|filed under|categor(?:y|ies)|теги|мітки|tagi|schlagwörter|mots[- ]clés|"
    r"etiquetas)\s*[:：].{0,300}"
    r"|(?:©|\(c\)|copyright\b).{0,200}|.{0,80}\ball rights reserved\b.{0,40}"
    r"|(?:share|tweet|email|print|copy link|copied|save|comments?|reply|like|follow|whatsapp|telegram|facebook|"
    r"twitter|x|linkedin|"
    r"pinterest|reddit|pocket|flipboard)(?:[\s,|/•·]+(?:this|on|to|via|link|article|story|post|email|facebook|"
    r"twitter|x|whatsapp|telegram|"
    r"linkedin|pinterest|reddit|us|all|print|save|share|comments?))*\s*(?:\(?\d+\)?)?"
    r"|\d+\s+(?:shares?|comments?|likes?|views?|min(?:ute)?s? read)\b.{0,40}"
    r"|(?:sign up|subscribe|follow us|join us|download (?:the|our) app|get (?:the|our) newsletter|newsletter|"
    r"support us|donate)\b.{0,140}"
    r"|(?:advertisement|advertising|sponsored(?: content)?|promoted|anzeige|werbung|publicité|publicidad|реклама|"
    r"reklama|pubblicità|annonce)\W*"
    r"|(?:exit mobile version|skip to (?:main )?content|back to top|site icon|loading|menu|search|close|home|next|"
    r"previous|log ?in|"
    r"view comments|leave a (?:comment|reply)|load more|show more|read the full story|click here)\b.{0,60}"
    r"|the post .{1,200} (?:appeared first|first appeared) on .{1,80}"
    r"|(?:we use|this (?:web)?site uses) cookies\b.{0,300})\W*\Z"
)
_CREDIT = re.compile(
    r"(?i)(?:(?:photo|image|picture|video|graphic|illustration|credit|source|foto|bild|фото|відео|видео|джерело|"
    r"источник|zdjęcie|"
    r"fot|quelle|crédit|ảnh)s?\s*(?:by|credit|:|：|©|/|\().{0,160}|.{0,120}\b(?:getty images|shutterstock|istock|afp "
    r"via|ap photo|/ ?reuters|"
    r"file photo)\b.{0,60})\Z"
)
_WHEN_LABEL = re.compile(
    r"(?i)(?:published|updated|posted|last (?:modified|updated)|first published|created|modified|опубліковано|оновлено|"
    r"опубликовано|обновлено|publié|mis à jour|veröffentlicht|aktualisiert|stand|publicado|actualizado|atualizado|"
    r"pubblicato|aggiornato|opublikowano|aktualizacja)\b"
)
_WHEN = re.compile(r"(?i)\b(?:19|20)\d\d\b|\b\d{1,2}(?:[:.h]\d\d)\b|\b(?:minutes?|hours?|days?) ago\b")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_BYLINE = re.compile(
    r"(?i)(?:by|von|par|por|di|door|av|af|przez|autor|author|автор|written by|reporting by|editing "
    r"by)\s*:?\s+\S.{0,80}\Z"
)
_DESK = re.compile(
    r"(?i)(?:additional )?(?:reporting|writing) by .{3,120}?[;,.] ?(?:editing|writing|additional|reporting) by "
)
_ICON = re.compile(r"(?i)\b(?:icon|logo|avatar|favicon|thumbnail|placeholder)\b")
_WALL = re.compile(
    r"(?i)(?:enable (?:java ?script|cookies|js)|java ?script (?:is|seems to be) (?:disabled|required)|verify "
    r"(?:that )?you are (?:a )?human|"
    r"are you a robot|access denied|before you continue|accept (?:all )?cookies|we (?:and our partners )?(?:use|"
    r"value|store).{0,40}(?:cookies|privacy)|"
    r"checking your browser|unusual traffic|page (?:could )?not (?:be )?found|404 (?:error|not found)|captcha|"
    r"subscribers? only|subscribe to (?:continue|read)|log ?in to (?:continue|read)|not available in your (?:region|"
    r"country))"
)

_LONG_LINE_WORDS = 25
_CAPTION_WORDS = 20
_TAIL_WORDS = 8
_WALL_CHARS = 1500
_SENTENCE_CHARS = 60
_SENTENCE_CHARS_WIDE = 20


def clean_line(line: str) -> str:
    """`line` as it looks (`dirt.py`), without stutters."""
    return _STUTTER.sub("", visible(line))


def article_lines(lines: Sequence[str], *, title: str = "", site: str = "") -> list[str]:
    """The lines that are the article: cleaned, without repeats, captions, credits, datelines, links to other "
    "articles."""
    known: set[str] = set()
    kept: list[str] = []
    for raw in lines:
        line = clean_line(_BULLET.sub("", raw.strip()))
        key = _key(line)
        if not key or key in known or _is_machinery(line, key, title, site):
            continue
        known.add(key)
        kept.append(line)
    kept = _without_head(kept, site)
    while kept and _is_crumb(kept[-1], _TAIL_WORDS):
        kept.pop()
    return kept


def is_article(lines: Sequence[str], title: str) -> bool:
    """Whether these lines hold at least one sentence worth the name, and are no consent wall, error or paywall."""
    text = " ".join([title, *lines])
    if len(text) < _WALL_CHARS and _WALL.search(text):
        return False
    return any(_FINAL.search(line) and len(line) >= _least(line) for line in lines)


def _least(line: str) -> int:
    wide = sum(sign > "\u2e80" for sign in line) * 2 > len(line)
    return _SENTENCE_CHARS_WIDE if wide else _SENTENCE_CHARS


def _is_machinery(line: str, key: str, title: str, site: str) -> bool:
    if key in {_key(title), _key(site), _key(f"{title} {site}")}:
        return True
    if line.count("|") >= 2:
        return True
    if _DESK.match(line):
        return True
    if len(line) > 320:
        return False
    if _FINAL.search(line) and len(line.split()) > _CAPTION_WORDS:
        return False
    if _MACHINERY.match(line) or _CREDIT.match(line):
        return True
    return len(line) < 80 and _is_date(line)


def _is_date(line: str) -> bool:
    """A time, with no more words than a weekday and a month beside it."""
    found = _WHEN.search(line)
    rest = _WHEN_LABEL.sub("", line)
    return found is not None and len(_LETTERS.findall(rest)) <= 2 + (rest != line)


def _without_head(lines: list[str], site: str) -> list[str]:
    """Without what stands above the article's first paragraph: captions, bylines, icons' alternative texts."""
    first = next((place for place, line in enumerate(lines) if len(line.split()) >= _LONG_LINE_WORDS), None)
    if first is None:
        first = next((place for place, line in enumerate(lines) if _FINAL.search(line)), len(lines))
    name = site.casefold()
    return [
        line
        for place, line in enumerate(lines)
        if place >= first
        or not (
            _is_crumb(line, _CAPTION_WORDS)
            or _BYLINE.match(line)
            or (len(line.split()) <= 6 and (_ICON.search(line) or (name and name in line.casefold())))
        )
    ]


def _is_crumb(line: str, words: int) -> bool:
    return len(line.split()) <= words and len(line) < words * 12 and not _FINAL.search(line)


def _key(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))
