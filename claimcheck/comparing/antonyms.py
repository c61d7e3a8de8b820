"""Opposites that stand in one slot. A short list of newswire's own pairs, and the prefixes that negate."""

from __future__ import annotations

_PAIRS = (
    "above below|accept reject|acquit convict|acquittal conviction|add remove|admit deny|advance retreat|"
    "agree disagree|alive dead|allow ban|allow forbid|ally enemy|always never|appoint dismiss|approve deny|"
    "approve reject|arrival departure|arrive depart|arrive leave|ascend descend|attack defend|before after|"
    "begin end|begin stop|best worst|better worse|boy girl|brother sister|build destroy|buy sell|capture release|"
    "climb drop|climb fall|confirm deny|create destroy|credit debit|day night|earlier later|early late|east west|"
    "eastern western|enter leave|entrance exit|expand contract|father mother|find lose|first last|free detain|"
    "free jail|friend enemy|gain drop|gain lose|good bad|grow shrink|guilty innocent|high low|higher lower|"
    "highest lowest|hire fire|hot cold|husband wife|import export|improve worsen|include exclude|"
    "increase decline|increase decrease|innocence guilt|inside outside|join leave|join quit|jump drop|left right|"
    "legal illegal|lend borrow|lift impose|like dislike|live die|love hate|major minor|majority minority|"
    "male female|man woman|maximum minimum|more fewer|more less|most least|national international|noon midnight|"
    "north south|northern southern|old new|open close|optimistic pessimistic|over under|pass fail|peace war|"
    "permit ban|positive negative|possible impossible|praise criticise|praise criticize|presence absence|"
    "present absent|profit loss|public private|push pull|raise cut|raise lower|release arrest|release detain|"
    "remember forget|rich poor|right wrong|rise decline|rise drop|rise fall|safe dangerous|soar plunge|"
    "son daughter|start end|start stop|strengthen weaken|strong weak|succeed fail|success failure|support oppose|"
    "surge plunge|surplus deficit|survive die|survive perish|temporary permanent|tighten ease|true false|up down|"
    "increase reduce|increase cut|raise reduce|accept refuse|agree refuse|allow prevent|allow block|"
    "allow prohibit|allow bar|permit prohibit|permit forbid|legalise ban|legalize ban|grant refuse|grant deny|"
    "reject welcome|reject support|reject endorse|endorse oppose|favour oppose|favor oppose|back oppose|"
    "praise condemn|condemn support|cease continue|stop continue|end continue|halt resume|suspend resume|"
    "remain leave|stay leave|encourage discourage|hide reveal|conceal reveal|unite divide|deploy withdraw|"
    "loosen tighten|reward punish|compulsory voluntary|mandatory optional|mandatory voluntary|"
    "forced voluntary|domestic foreign|employed unemployed|empty full|all none|everyone nobody|"
    "everybody nobody|external internal|inner outer|interior exterior|fast slow|quickly slowly|rapidly slowly|"
    "often rarely|often seldom|frequently rarely|usually rarely|common rare|few many|front rear|front back|"
    "healthy sick|heavy light|junior senior|large small|big small|larger smaller|largest smallest|"
    "biggest smallest|long short|longer shorter|longest shortest|natural artificial|near far|partial full|"
    "partial total|active passive|powerful weak|rural urban|similar different|same different|"
    "secular religious|single married|single multiple|top bottom|tall short|thick thin|wide narrow|"
    "vertical horizontal|violent peaceful|winner loser|buyer seller|employer employee|plaintiff defendant|"
    "ahead behind|forward backward|easy difficult|easy hard|cheap expensive|popular hated|"
    "amateur professional|ancient modern|conservative liberal|asleep awake|first final|deep shallow|"
    "maximise minimise|maximize minimize|ally opponent|supporter opponent|hero villain|optimism pessimism|"
    "expensive free|lucky unfortunate|adequate insufficient|sufficient insufficient|well badly|well poorly|"
    "well insufficiently|accurately inaccurately|correctly wrongly|rightly wrongly|officially unofficially|"
    "publicly privately|publicly secretly|openly secretly|directly indirectly|deliberately accidentally|"
    "intentionally accidentally|deliberate accidental|intentional accidental|shrink expand|reluctantly gladly|"
    "upstream downstream|upstairs downstairs|indoors outdoors|"
    "upper lower|victory defeat|warm cold|welcome condemn|wet dry|widen narrow|win lose|young old"
)
_OPPOSITES = frozenset(frozenset(pair.split()) for pair in _PAIRS.split("|"))
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "mis")


_STEM = 5  # letters that two words of one family begin with


def lacks(word: str, other: str) -> bool:
    """Whether a word says by its prefix that it is without what the other names: "unfurnished", "furnishing"."""
    stems = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return any(len(stem) > _STEM and stem[:_STEM] == other[:_STEM] for stem in stems)


def are_opposites(left: str, right: str) -> bool:
    """Whether two lemmas are opposites: of the list, or one is the other with a negating prefix."""
    if frozenset((left, right)) in _OPPOSITES:
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= 4 and any(long == prefix + short for prefix in _PREFIXES)
