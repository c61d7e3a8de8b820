"""Opposites that stand in one slot. A short list of newswire's own pairs, and the prefixes that negate."""

from __future__ import annotations

_PAIRS = (
    "rise fall|increase decrease|gain lose|win lose|victory defeat|acquit convict|acquittal conviction|guilty innocent|"
    "accept reject|approve reject|approve deny|confirm deny|admit deny|allow ban|allow forbid|permit ban|support oppose|"
    "open close|begin end|start end|start stop|begin stop|enter leave|arrive leave|arrive depart|join leave|join quit|"
    "alive dead|live die|survive die|survive perish|free jail|release arrest|release detain|free detain|capture release|"
    "buy sell|lend borrow|import export|hire fire|appoint dismiss|raise lower|raise cut|lift impose|tighten ease|"
    "up down|above below|over under|high low|higher lower|highest lowest|more less|more fewer|most least|first last|"
    "north south|east west|northern southern|eastern western|left right|upper lower|inside outside|before after|"
    "male female|man woman|boy girl|father mother|son daughter|brother sister|husband wife|"
    "attack defend|advance retreat|strengthen weaken|improve worsen|better worse|best worst|success failure|succeed fail|"
    "pass fail|agree disagree|ally enemy|friend enemy|majority minority|public private|legal illegal|"
    "hot cold|warm cold|wet dry|early late|earlier later|old new|young old|rich poor|strong weak|safe dangerous|"
    "praise criticize|praise criticise|welcome condemn|love hate|like dislike|build destroy|create destroy|add remove|"
    "include exclude|find lose|remember forget|push pull|ascend descend|surge plunge|soar plunge|climb drop|climb fall|"
    "rise drop|rise decline|jump drop|gain drop|increase decline|grow shrink|expand contract|widen narrow|"
    "present absent|presence absence|possible impossible|true false|right wrong|good bad|positive negative|"
    "peace war|day night|noon midnight|import export|maximum minimum|major minor|temporary permanent|national international|"
    "optimistic pessimistic|innocence guilt|credit debit|profit loss|surplus deficit|entrance exit|arrival departure|always never"
)
_OPPOSITES = frozenset(frozenset(pair.split()) for pair in _PAIRS.split("|"))
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "mis")


def are_opposites(left: str, right: str) -> bool:
    """Whether two lemmas are opposites: of the list, or one is the other with a negating prefix."""
    if frozenset((left, right)) in _OPPOSITES:
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= 4 and any(long == prefix + short for prefix in _PREFIXES)
