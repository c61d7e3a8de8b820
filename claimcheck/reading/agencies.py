"""Which news agency a page credits: in its dateline ("BAGHDAD (AP) —"), its byline ("By Ann Other, Associated Press"),
or below its text ("— AFP", "(Reporting by … for Reuters)", "Agence France-Presse contributed to this report").

What a sentence says of an agency ("told AFP") is no credit, nor is a picture's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimcheck.datamodel import Article, BlockRole, Source

_AGENCIES = {
    "AP": r"AP|A\.P\.|Associated Press",
    "Reuters": r"Reuters|REUTERS",
    "AFP": r"AFP|Agence[- ]France[- ]Presse",
    "UPI": r"UPI|United Press International",
    "PA Media": r"PA Media|Press Association|PA(?= ?[)\]])",
    "dpa": r"dpa|DPA|Deutsche Presse-Agentur",
    "EFE": r"EFE|Agencia EFE",
    "ANSA": r"ANSA",
    "Xinhua": r"Xinhua|XINHUA",
    "TASS": r"TASS|ITAR-TASS|Itar-Tass",
    "Interfax": r"Interfax",
    "RIA Novosti": r"RIA Novosti|RIA",
    "PTI": r"PTI|Press Trust of India",
    "ANI": r"ANI|Asian News International",
    "IANS": r"IANS|Indo-Asian News Service",
    "Kyodo": r"Kyodo(?: News)?",
    "Yonhap": r"Yonhap",
    "AAP": r"AAP|Australian Associated Press",
    "The Canadian Press": r"(?:The )?Canadian Press|CP(?= ?[)\]])",
    "Anadolu": r"Anadolu(?: Agency)?",
    "Bloomberg": r"Bloomberg(?: News)?",
    "CNN": r"CNN(?: Wire)?",
}
_NAMED = {name: re.compile(rf"(?<![\w.])(?:{words})(?![\w])") for name, words in _AGENCIES.items()}
_PICTURE = re.compile(
    r"\b(?:photo(?:graph)?|picture|image|video|getty|file|illustration)s?\b"
    r"|\b(?:AP|AFP|Reuters|EPA) ?/|/ ?(?:AP|AFP|Reuters|EPA)\b",
    re.I,
)
_SHARED = re.compile(r"\bcontribut|\bwith (?:material|reporting|additional)|\bagencies\b|\badditional\b", re.I)
_CREDITS = frozenset({BlockRole.DATELINE, BlockRole.BYLINE})
_INSIDE = re.compile(r"\(([A-Z][\w. ]{1,24})\)\s*[-–—]")  # "By Ann Other BEIJING (Reuters) - …" in one paragraph
_LONGEST, _OPENING = 600, 160  # characters of a credit, and of a first paragraph that may begin with one


@dataclass(frozen=True, slots=True)
class Credit:
    """``whole`` says that the text is the agency's; else it took part."""

    agency: str
    whole: bool = True


def credit_of(article: Article, source: Source) -> Credit | None:
    """The one agency that the page credits, None where it credits none or several; one that only took part counts
    where no other is credited."""
    told = [source.text[b.start : min(b.end, b.start + _LONGEST)] for b in article.blocks if b.role in _CREDITS]
    told.append(article.byline or "")
    body = next((b for b in article.blocks if b.role is BlockRole.BODY), None)
    if body is not None and (match := _INSIDE.search(source.text[body.start : body.start + _OPENING])):
        told.append(match[1])
    own: set[str] = set()
    part: set[str] = set()
    for credit in told:
        if not _PICTURE.search(credit):
            (part if _SHARED.search(credit) else own).update(_in(credit))
    named = own or part
    return Credit(min(named), named is own) if len(named) == 1 else None


def _in(credit: str) -> set[str]:
    """The agencies named; "Australian Associated Press" is not the Associated Press too."""
    spans = {name: match.span() for name, named in _NAMED.items() if (match := named.search(credit))}
    return {
        name
        for name, (start, end) in spans.items()
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans.values())
    }
