"""Words in another dress: the same word respelled, abbreviated or inflected. What differs only in dress is no edit
worth an editor's time."""

from __future__ import annotations

import re
from functools import lru_cache

from claimcheck.textforms import fold

# Titles and common short forms of English newswire (AP and Reuters style books); both sides fold to the long form.
_LONG = {
    "gen": "general", "lt": "lieutenant", "col": "colonel", "maj": "major", "capt": "captain", "cmdr": "commander",
    "sgt": "sergeant", "cpl": "corporal", "adm": "admiral", "brig": "brigadier", "pte": "private", "det": "detective",
    "const": "constable", "insp": "inspector", "supt": "superintendent",
    "gov": "governor", "sen": "senator", "rep": "representative",
    "rev": "reverend", "prof": "professor", "dr": "doctor", "hon": "honourable", "pres": "president",
    "sec": "secretary",
    "dept": "department", "govt": "government", "intl": "international", "univ": "university", "assn": "association",
    "st": "saint", "ste": "saint", "ft": "fort", "mt": "mount", "ave": "avenue", "blvd": "boulevard", "rd": "road",
    "mr": "mister", "us": "united states", "usa": "united states", "uk": "united kingdom", "un": "united nations",
    "eu": "european union", "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june",
    "jul": "july", "aug": "august", "sep": "september", "sept": "september", "oct": "october", "nov": "november",
    "dec": "december", "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "thu": "thursday",
    "thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday", "ok": "okay", "tv": "television",
    "vs": "versus", "v": "versus", "no": "no", "per cent": "percent", "pct": "percent", "km": "kilometre",
    "kms": "kilometre", "mi": "mile", "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "yr": "year",
    "yrs": "year", "&": "and", "'s": "'s", "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am",
    "wo": "will", "ca": "can", "cannot": "can not", "webpage": "web page", "website": "web site",
}  # fmt: skip
_CONTRACTED = frozenset({"'re", "'ve", "'ll", "'m", "n't"})
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{2})ise(?=[sdr]?$)"), "ize"), (re.compile(r"(?<=[a-z]{2})ising$"), "izing"),
    (re.compile(r"(?<=[a-z]{2})isation(?=s?$)"), "ization"), (re.compile(r"(?<=[a-z]{2})yse(?=[sdr]?$)"), "yze"),
    (re.compile(r"(?<=[a-z]{2})our(?=(s|ed|ing|able|ite|ites|al|er|ers|hood|hoods|ful)?$)"), "or"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"), (re.compile(r"ogue(?=s?$)"), "og"), (re.compile(r"ence$"), "ense"),
    (re.compile(r"ll(?=(ed|ing|er|ers|ery)$)"), "l"), (re.compile(r"^jewel+er+y$"), "jewelry"),
    (re.compile(r"(?<=\w)wards$"), "ward"), (re.compile(r"^(am|among|whil|amid)st$"), r"\1"),
    (re.compile(r"grey"), "gray"), (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"aluminium"), "aluminum"), (re.compile(r"^sceptic"), "skeptic"),
    (re.compile(r"aeo|oe(?=[a-z]{3})|ae(?=[a-z]{3})"), "e"),
)  # fmt: skip
_DOTS = re.compile(r"(?<=[^\W\d_])\.")


@lru_cache(maxsize=65536)
def dress_key(word: str) -> str:
    """The form in which two dresses of one word are equal: folded, without abbreviation dots, short forms spelled out,
    British spelling as American. "Gen." and "General", "U.S." and "US", "towards" and "toward" agree."""
    folded = fold(word)
    if folded in _CONTRACTED:
        return _LONG[folded]
    key = _DOTS.sub("", folded).strip("'\".,;:!?()[]—–-") or folded
    # "us" the pronoun is not the country: only capitals are the short form
    if key == "us" and word[:1].islower():
        return key
    key = _LONG.get(key, key)
    if len(key) > 3:
        for pattern, american in _AMERICAN:
            key = pattern.sub(american, key)
    return key
