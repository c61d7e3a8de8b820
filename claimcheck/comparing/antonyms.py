"""Opposites that stand in one slot: a short list of newswire's own pairs, the two ends of what goes either way, and the
prefixes that negate."""

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
# What goes one way or the other, each end in the words that newswire has for it: any word of one end is an opposite of
# any of the other. Only words whose sense hardly turns with what they are said of.
_ENDS = """
    rise climb soar surge jump increase grow gain rally rebound skyrocket rocket | fall drop decline decrease plunge
        slump tumble sink slide dip plummet dwindle shrink nosedive;
    add raise increase boost extend lengthen prolong expand enlarge widen heighten double triple | cut reduce
        decrease slash shorten trim lower halve curtail shrink diminish lessen;
    growth increase rise surge gain upturn expansion | decline decrease drop fall slump downturn reduction plunge
        contraction dip;
    worsen deteriorate aggravate exacerbate escalate | improve ease alleviate recover soothe relieve mitigate;
    accelerate quicken hasten expedite | slow delay stall postpone decelerate;
    spur foster stimulate encourage promote bolster fuel boost propel invigorate facilitate | hinder hamper impede
        slow stifle curb obstruct stall dampen discourage thwart stymie inhibit block;
    prop sustain bolster rescue save shore support | sink undermine topple abandon sabotage ruin bankrupt cripple
        destroy;
    allow permit approve endorse authorise authorize legalise legalize sanction encourage welcome promote | ban bar
        prohibit forbid outlaw veto criminalise criminalize;
    support back endorse favour favor champion applaud praise hail | oppose condemn denounce criticise criticize
        decry reject blast slam;
    accept embrace adopt approve ratify | reject refuse decline rebuff spurn veto scrap;
    help assist aid | hinder harm hurt hamper;
    protect defend shield safeguard | attack endanger expose abandon betray;
    resist defy fight oppose | surrender yield capitulate submit obey;
    cooperate collaborate | clash fight feud compete;
    open reopen launch activate start begin establish inaugurate | close shut shutter end terminate deactivate
        dismantle abolish;
    begin start commence resume launch | end stop halt cease finish conclude suspend abandon;
    keep retain maintain preserve continue | scrap drop abandon abolish discard discontinue;
    build construct erect restore repair | demolish destroy raze dismantle wreck;
    reveal unveil disclose expose uncover announce publish divulge | hide conceal withhold bury suppress cover;
    admit acknowledge concede confess confirm | deny dispute reject refute;
    secretly covertly clandestinely surreptitiously quietly privately | openly publicly overtly;
    secret covert clandestine hidden | open public overt;
    arrest detain jail imprison convict incarcerate | acquit free release exonerate clear pardon;
    innocent blameless | guilty culpable;
    win triumph prevail succeed | lose fail;
    beat defeat overcome | lose;
    thriving flourishing prosperous booming successful profitable | struggling troubled ailing failing faltering
        beleaguered bankrupt floundering embattled insolvent;
    survive recover | die perish succumb;
    alive living | dead deceased;
    arrive enter join | leave depart quit exit;
    hire recruit appoint employ | fire sack dismiss oust;
    buy purchase acquire | sell divest;
    send dispatch deploy | withdraw recall;
    unite reunite | divide split separate;
    huge massive enormous vast giant gigantic immense | tiny small little minuscule slight minor;
    audacious ambitious bold daring | modest timid cautious;
    bright glowing radiant luminous shining gleaming | dark dim dull;
    rich wealthy affluent | poor impoverished destitute;
    popular beloved | unpopular hated obscure reviled;
    healthy | sick ill unwell ailing;
    fast quick rapid swift | slow sluggish gradual;
    rapidly quickly swiftly | slowly gradually;
    sharply steeply dramatically hugely massively | slightly marginally barely modestly;
    strong robust powerful sturdy | weak feeble fragile;
    calm peaceful quiet | violent chaotic turbulent;
    safe secure | dangerous unsafe hazardous perilous;
    rare scarce uncommon | common abundant widespread plentiful;
    praise acclaim approval applause | criticism condemnation outrage scorn;
    support backing endorsement | opposition resistance rejection;
    supporter backer advocate proponent fan | critic opponent detractor foe adversary;
    victory win triumph success | defeat loss failure setback;
    gain profit surplus | loss deficit shortfall;
    hope optimism confidence | fear pessimism despair doubt;
    hopeful optimistic confident upbeat | pessimistic doubtful hopeless gloomy;
    worried anxious fearful nervous | relieved calm reassured confident;
    happy pleased delighted thrilled glad | sad unhappy disappointed dismayed upset angry furious;
    attract draw lure | repel deter;
    simple easy straightforward | complex complicated difficult hard;
    severe harsh strict stern | mild lenient gentle;
    deadly lethal fatal | harmless;
    famous renowned prominent celebrated | obscure unknown unheralded;
    shortage scarcity lack | surplus abundance glut excess;
    crowded packed full | empty deserted vacant;
    hostile bitter | friendly amicable cordial;
    honest truthful sincere | dishonest deceptive deceitful;
    clear obvious evident | unclear vague ambiguous;
    fully completely entirely totally | partly partially;
    frequently often regularly | rarely seldom;
    many numerous countless | few;
    unprecedented rare unusual extraordinary | common ordinary usual routine typical;
    soften relax loosen ease | harden tighten toughen;
    unity harmony | division discord;
    credit thank | blame fault;
    entry arrival | exit departure;
    beginning start outset onset | end close conclusion finish;
    wealth prosperity | poverty;
    strength advantage benefit | weakness disadvantage drawback;
    freedom liberty | captivity imprisonment;
    visible apparent | hidden invisible;
    heavy dense thick | light thin sparse;
    broad wide | narrow;
    liberal progressive | conservative;
    voluntary optional | compulsory mandatory obligatory forced;
    temporary interim provisional | permanent lasting;
    positive favourable favorable | negative unfavourable unfavorable adverse;
    brave courageous | cowardly;
    smart intelligent clever | stupid foolish dumb;
    beautiful attractive | ugly;
    clean pure | dirty polluted contaminated;
    warm hot | cool chilly cold;
    loud noisy | quiet silent;
    loyal faithful | disloyal treacherous;
    trust believe | distrust doubt;
    ignore neglect overlook disregard | heed address notice;
    expel evict banish | admit invite readmit;
    promote elevate | demote relegate;
    reward honour honor | punish penalise penalize;
    strengthen reinforce fortify | weaken undermine erode;
    stabilise stabilize | destabilise destabilize;
    simplify clarify | complicate confuse;
    agree concur | disagree;
    obey follow | defy flout violate disobey breach;
    include | exclude omit;
    connect link join | disconnect separate sever;
    gather assemble | disperse scatter;
    inflate | deflate;
    freeze | thaw melt;
    float | sink;
    former previous | current incoming
"""
_OPPOSITES = frozenset(frozenset(pair.split()) for pair in _PAIRS.split("|")) | {
    frozenset((left, right))
    for one, other in (row.split(" | ") for row in _ENDS.split(";"))
    for left in one.split()
    for right in other.split()
}
_STEM = 5  # letters that two words of one family begin with
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "mis")


def lacks(word: str, other: str) -> bool:
    """Whether a word says by its prefix that it is without what the other names: "illegal", "legal"; "unfurnished",
    "furnishing"."""
    stems = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return any(len(stem) >= _STEM and stem[:_STEM] == other[:_STEM] for stem in stems)


def are_opposites(left: str, right: str) -> bool:
    """Whether two lemmas are opposites: of the list, at two ends, or one is the other with a negating prefix."""
    if frozenset((left, right)) in _OPPOSITES:
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= 4 and any(long == prefix + short for prefix in _PREFIXES)
