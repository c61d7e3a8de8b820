"""Which of the lines before a paragraph is its headline, and whether it begins another story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from claimcheck.reading.furniture import has_agency_dateline
from claimcheck.reading.lines import Line, Look
from claimcheck.reading.page_dates import address_of, date_in
from claimcheck.textforms import fold

MOST_WORDS, _MOST_CHARACTERS = 40, 250
_SUBHEAD_MARKS = re.compile(r"^(?:[-–—*•] .* [-–—*•]|#+ .*)$")
_MARKED = re.compile(r"^(?:[-–—*•▪●◦‣·] ?|#+ )")
_WORD = re.compile(r"[^\W_]+")
_STEM = 5
_TAKEN_UP = 0.34  # of a headline's content words, the share that the text has
_STOP = frozenset(
    "about after against also amid among because before being between could does down during first from have here into "
    "just last make more most much news next over says said should some than that their them then there these they "
    "this those through under until very were what when where which while will with would your year years".split()
)


def may_be_headline(line: Line) -> bool:
    """A short line without a sentence's end that is neither a list item nor a marked subhead."""
    if line.forced:
        return True
    if line.look is not Look.SHORT or len(line.text) > _MOST_CHARACTERS or _MARKED.match(line.text):
        return False
    if not 2 <= len(line.text.split()) <= MOST_WORDS:
        return False
    first = line.text[0]
    return first.isupper() or first.isdigit() or first in "\"'“‘#£$€[«" or not first.isascii()


def is_marked_subhead(line: Line) -> bool:
    """ "- 'Face to face' -", "## What comes next"."""
    return _SUBHEAD_MARKS.match(line.text[:400]) is not None


def content_stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning, folded."""
    words = _WORD.findall(fold(text[:20_000]))
    return frozenset(w[:_STEM] for w in words if (len(w) > 3 or w.isdigit()) and w not in _STOP)


def overlap(line: str, stems: frozenset[str]) -> float:
    """The share of the line's content words that ``stems`` holds; 0 where it has none."""
    own = content_stems(line)
    return len(own & stems) / len(own) if own else 0.0


def repeated(pending: Sequence[Line]) -> list[Line]:
    """The headline candidates that stand more than once among ``pending``."""
    counts = Counter(fold(line.text) for line in pending if may_be_headline(line))
    return [line for line in pending if may_be_headline(line) and counts[fold(line.text)] > 1]


def opening_headline(pending: Sequence[Line], following: Sequence[Line]) -> Line | None:
    """The headline of a fresh page. ``following`` is the prose after ``pending``.

    Of several candidates (the site's name, a kicker, the headline, a deck) the first whose words the text takes up,
    else the one taken up most. A line of which the text takes up nothing is the site's, not the story's.
    """
    candidates = [line for line in pending if may_be_headline(line)]
    if not candidates:
        return None
    copies = repeated(pending)
    if copies:
        return copies[-1]
    stems = content_stems(" ".join(line.text[:2000] for line in following[:8]))
    slug = " ".join(address_of(line.text) for line in pending if line.look is Look.NAVIGATION and "/" in line.text[:30])
    stems |= content_stems(slug)
    best = _best(candidates, stems)
    if len(following) >= 4 and len(content_stems(best.text)) >= 4 and not overlap(best.text, stems):
        return None
    return best


def parting_headline(
    pending: Sequence[Line], before: Sequence[Line], following: Sequence[Line], typical_gap: int, *, solid: bool
) -> Line | None:
    """The headline of another story among the lines between two paragraphs, None where they are subheads and furniture.

    ``before`` is the prose of the story so far, ``following`` that after ``pending``; ``solid`` says that the story
    so far is enough of one for a date to be another's. Signs of another story: a separator or a wide gap before it; a
    date or byline of its own after it; a wire story's dateline in the next paragraph. A line printed twice is most
    often a picture's caption, and a subhead too has its words from what follows: neither parts a page by itself.
    """
    candidates = [line for line in pending if may_be_headline(line)]
    if not candidates:
        return None
    ahead = content_stems(" ".join(line.text[:2000] for line in following[:4]))
    behind = content_stems(" ".join(line.text[:2000] for line in [*before[:4], *before[-8:]]))
    parted = False
    for k, line in enumerate(pending):
        parted = parted or line.look is Look.SEPARATOR or line.gap > max(2, typical_gap + 1)
        if line not in candidates:
            continue
        words = len(line.text.split())
        new = overlap(line.text, ahead)
        old = overlap(line.text, behind)
        turns = len(content_stems(line.text)) >= 3 and new >= 0.5 and new - old >= 0.3
        own = any(
            p.look is Look.BYLINE or (p.look is Look.DATE and date_in(p.text) is not None) for p in pending[k + 1 :]
        )
        if parted and (words >= 4 or turns or own):
            return _best(candidates[candidates.index(line) :], ahead)
        if line.gap > max(1, typical_gap) and turns:
            return line
        if own and solid:
            return _best(candidates[candidates.index(line) :], ahead)
        if following and has_agency_dateline(following[0].text):
            return line
    return None


def _best(candidates: Sequence[Line], ahead: frozenset[str]) -> Line:
    """A kicker may stand over a headline and a deck under it, and all of them share words with the text."""
    for line in candidates:
        if len(line.text.split()) >= 4 and line.text[-1] not in ":;," and overlap(line.text, ahead) >= _TAKEN_UP:
            return line
    return max(enumerate(candidates), key=lambda c: (2 * overlap(c[1].text, ahead) - 0.2 * c[0], -c[0]))[1]
