"""Paragraph -> sentences, by sentencex, mended where newswire trips it."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A sentence does not end after these; sentencex knows many of them, not all, and none with a space inside ("a. m.").
_NO_END = re.compile(
    r"(?:^|[\s(\[\"'“‘])(?:Gen|Col|Lt|Maj|Capt|Cmdr|Sgt|Cpl|Adm|Brig|Det|Insp|Supt|Gov|Sen|Sens|Rep|Reps|Rev|Prof|Dr|Hon|Pres|"
    r"Mr|Mrs|Ms|Messrs|Mme|St|Ste|Mt|Ft|No|Nos|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|vs|v|approx|est|ca|fig|vol|"
    r"Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|"
    r"Tex|Va|Vt|Wash|Wis|Wyo|[A-Z]|U\. ?S|U\. ?K|U\. ?N|[A-Z]\. ?[A-Z]|i\. ?e|e\. ?g)\.$"
)  # fmt: skip
_MAYBE_END = re.compile(r"(?:^|\s)(?:[ap]\. ?m|Inc|Corp|Co|Ltd|Jr|Sr|etc|[A-Z](?:\. ?[A-Z])+)\.$")
_CLOSERS = "\"'”’»)]"
_SPACED_HALF = re.compile(r"(?:^|\s)[ap]\.$")
_DECIMAL_HALF = re.compile(r"(?:^|[\s£$€])\d{1,3}\.$")
_ELLIPSIS = re.compile(r"(?:\.{3}|…|\. \. ?\.)[\"'”’]?$")
_NEXT_LOWER = re.compile(r"^[\"'“‘(\[]*[a-z\d]")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open offsets of the sentences of one paragraph, in order, white space trimmed; what lies between them is
    white space."""
    pieces = _trimmed(text, _boundaries(text))
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and _belongs(
            text[max(merged[-1][0], merged[-1][1] - 40) : merged[-1][1]],
            text[start : min(end, start + 40)],
            text[start:end] if end - start < 8 else None,
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _boundaries(text: str) -> Iterator[tuple[int, int]]:
    import sentencex

    at = 0
    for boundary in sentencex.get_sentence_boundaries("en", text):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        if start > at:  # what the library leaves out is kept with what follows
            start = at
        end = max(end, start)
        yield start, end
        at = end
    if at < len(text):
        yield at, len(text)


def _trimmed(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in spans:
        for start, end in _inner_ends(text, first, last):
            while start < end and (text[start].isspace() or text[start] == "\ufeff"):
                start += 1
            while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufeff"):
                end -= 1
            if start < end:
                yield start, end


_INNER = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘(\[]?[A-Z])")


def _inner_ends(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Sentence ends that the library holds together because they stand inside quotation marks."""
    start = first
    for match in _INNER.finditer(text, first, last):
        yield start, match.end()
        start = match.end()
    yield start, last


def _belongs(before: str, after: str, whole: str | None) -> bool:
    """Whether two pieces are one sentence after all."""
    if whole is not None and not any(c.isalnum() for c in whole):
        return True  # a stray mark
    bare = before.rstrip(_CLOSERS)
    if not bare or bare[-1] not in ".!?…":
        return True
    if _NEXT_LOWER.match(after) and not after[0].isdigit():
        return True
    closed = len(bare) < len(before)
    if _ELLIPSIS.search(before):
        return False if closed else not re.match(r"[\"“]?[A-Z]", after)
    if closed:
        return False
    if _NO_END.search(bare) or _SPACED_HALF.search(bare):
        return True
    if _DECIMAL_HALF.search(bare) and after[:1].isdigit():
        return True
    return bool(_MAYBE_END.search(bare)) and not re.match(
        r"[\"“‘(]*(?:The|A|An|He|She|It|They|We|I|But|And|In|On|At|Police|This|That)\b", after
    )
