"""What a line that is no prose looks like: captions, bylines, datelines, share counts, notices, navigation.

Every pattern is tried on at most a few hundred characters of a line, and none backtracks over more than that.
"""

from __future__ import annotations

import re

_AGENCIES = (
    r"AP|AFP|Reuters|REUTERS|EPA|EFE|UPI|ANSA|DPA|dpa|PA|PTI|ANI|IANS|TASS|Xinhua|XINHUA|Getty|Getty Images|Anadolu"
    r"|Associated Press|The Associated Press|Agence France[- ]Presse|Press Association|CNN|BBC|SANA|WAFA|Kyodo|Yonhap"
)
_NAME = r"[A-Z][\w.'’-]*"
_NAMES = rf"{_NAME}(?:(?:,| and| &| de| del| van| von| der| al| bin| el| in| of| for| the|,? and)*[ ,]+{_NAME}){{0,9}}"

# --------------------------------------------------------------------------- captions

_PHOTO = r"(?:photo(?:graph)?|picture|image|pic|video|graphic|illustration|still)s?"
CAPTION = re.compile(
    rf"^(?:{_PHOTO}|caption|pictured|watch|listen|gallery|in pictures)(?: credits?| by| courtesy(?: of)?)?\s*[:/|]"
    rf"|^FILE\s*(?:PHOTO|IMAGE|PICTURE)?\s*[-–—:]|^File {_PHOTO}\b"
    rf"|^(?:in|on) this (?:[\w.,]+ ){{0,6}}(?:file |handout |undated |combination |frame |video )*{_PHOTO}\b(?!-)"
    rf"|\((?:{_PHOTO}|credit)\b[^()]{{0,80}}\)\.?$"
    rf"|\((?-i:{_AGENCIES})[ /](?:{_PHOTO}|file|via|handout|[^()]{{2,60}}/)[^()]{{0,60}}\)\.?$"
    rf"|\([^()]{{2,60}}(?:/(?-i:{_AGENCIES})|/ ?Getty Images|\bGetty Images|via (?-i:AP|Reuters|AFP))\)\.?$"
    rf"|\b(?-i:{_AGENCIES}) (?:file |archive |handout )?{_PHOTO}(?:/[\w .'’-]{{2,40}})?\.?$"
    rf"|[.!?]['\"”’]?\s(?:file|handout|courtesy|archive|stock) {_PHOTO}(?:[:/ ][^.]{{0,40}})?\.?$"
    rf"|\b(?:file|handout|courtesy|archive|stock) {_PHOTO}(?:[:/ ][^.]{{0,40}})?$"
    rf"|\b{_PHOTO}\s?(?: by\b|:|/| courtesy\b)[^.!?]{{0,60}}$|\bcredit\s?:[^.!?]{{0,60}}$"
    rf"|(?:^|\s)(?-i:AP Photo|REUTERS|Reuters|AFP|EPA|Getty)\s?/\s?(?-i:[A-Z])[\w .'’-]{{2,40}}$"
    rf"|(?:/|\bvia )\s?(?-i:{_AGENCIES})(?: Images)?$",
    re.I,
)
# "… in Iraq. (AFP)": a caption beside a headline, the agency's credit under an article's last paragraph.
CREDIT = re.compile(
    rf"(?:(?<=[.!?])|(?<=[.!?][\"”’']))\s?[(\[](?:{_AGENCIES}|[A-Z]{{2,6}})[)\]]$|(?<=\w)\s?[(\[](?:{_AGENCIES})[)\]]$"
)
_CREDIT_OF_REPORTERS = re.compile(
    r"\s?[(\[](?:additional |with )?(?:reporting|writing|editing|compiled|report|translated|edited"
    r"|writing and editing)\b"
    r"[^()\[\]]{0,500}[)\]]?\.?$",
    re.I,
)
_CREDIT_AFTER_DASH = re.compile(rf"(?<=[.!?\"”’'])\s?(?:[-–—]{{1,2}}|/)\s?(?:{_AGENCIES})(?:/(?:{_AGENCIES}))*\.?$")


def trailing_credit(text: str, *, agency: bool) -> int:
    """Where a credit after a paragraph's last sentence begins: "(Reporting by …)", "— AFP", and "(AFP)" where
    ``agency`` says so; the length of the text where there is none."""
    base = max(0, len(text) - 600)
    tail = text[base:]
    patterns: list[re.Pattern[str]] = [_CREDIT_OF_REPORTERS, _CREDIT_AFTER_DASH]
    if agency:
        patterns.append(CREDIT)
    for pattern in patterns:
        match = pattern.search(tail)
        if match is not None and base + match.start() > 0:
            return base + match.start()
    return len(text)


# --------------------------------------------------------------------------- bylines

BYLINE = re.compile(
    rf"^(?:By|BY|by)(?: the| our)?:? (?:{_NAMES})(?:,.{{0,80}}| [|/–—-].{{0,80}}| in {_NAME}.{{0,40}}"
    rf"| [a-z][\w ]{{0,40}})?$"
    r"|^(?i:(?:written|reported|story|words|text|posted|published|edited|compiled|submitted) by\b:?) [A-Z]"
    r"|^(?:[►▶•]\s*)?(?i:authors?|byline|reporter|writer)\s*:"
    rf"|^(?i:from our (?:own )?|our |staff |special )(?i:correspondents?|reporters?|writers?|staff)\b.{{0,40}}$"
    r"|^(?i:agencies|news agencies|staff and agencies|staff|wire reports?|from wire reports|(?:and|with) agencies"
    r"|news desk|web desk|staff report|newsroom)$"
    rf"|^(?:[-–—(/]\s?)?(?:{_AGENCIES})[)/]?$"
    rf"|^{_NAME}(?: {_NAME}){{1,3}}(?:,| [|/–—-]|)? (?:{_AGENCIES}|Staff|Special to|Contributing|Contributor"
    rf"|Correspondent|Chief"
    r"|Senior|Political|Foreign|Science|Health|Business|Sports|Washington|National) ?(?:[A-Z][\w.'’-]*[ ,|]*){0,6}$"
    rf"|^{_NAME}(?: {_NAME}){{1,3}}(?:, | [|] ){_NAME}(?: {_NAME}){{0,3}} (?:Writer|Reporter|Correspondent|Editor"
    rf"|Staff|Times|Post|News"
    r"|Tribune|Herald|Journal|Press)$"
    r"|^[\w.+-]+@[\w-]+\.[\w.]+$"
)
_BYLINE_SENTENCE = re.compile(
    rf"^[(\[](?:additional |with )?(?:reporting|writing|editing|compiled|translated|report)\b.{{0,500}}$"
    rf"|^(?:additional )?(?:reporting|writing|editing)(?: and (?:reporting|writing"
    rf"|editing))? by (?-i:{_NAMES})(?:[.;].{{0,300}})?$"
    r"|^.{3,240}\b(?:contributed (?:reporting )?to (?:this|the) (?:report|story|article|dispatch)"
    r"|contributed reporting)\b.{0,60}$"
    r"|^(?:the )?(?:writer|author) is (?:a|an|the)\b.{0,200}$"
    r"|^(?:with )?(?:additional )?reporting (?:by|from) [^.!?]{3,120}\.?$",
    re.I,
)


_BY_NAMES = re.compile(rf"^(?:By|BY|by) {_NAMES}\.?$")
_BY_A_DAY = re.compile(
    r"^By (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Christmas|Easter)\b",
    re.I,
)


def is_byline(line: str, words: int) -> bool:
    """Who wrote it, edited it or took part. A sentence that only begins with "By" is none."""
    if len(line) <= 600 and words <= 60 and _BYLINE_SENTENCE.match(line):
        return not re.match(r"(?i)reporting by .*\b(?:showed|found|revealed|suggests?|has|was|were)\b", line)
    if words > 20 or _BY_A_DAY.match(line):
        return False
    if line[-1] in ".!?" and not line.endswith((" Jr.", " Sr.")):
        return words <= 6 and _BY_NAMES.match(line) is not None
    return BYLINE.match(line) is not None


# --------------------------------------------------------------------------- datelines

_TOWN = r"[A-Z][A-Z.'’-]+(?:(?:, ?| |/)(?:[A-Z][\w.'’-]*|[a-z]{2}(?= [A-Z]))){0,5}"
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = (
    r"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    rf"(?:[A-Z][a-z]{{2,8}}\.? \d{{1,2}}|\d{{1,2}} {_MONTH_NAME})(?:, ?\d{{4}}| \d{{4}})?,? ?)"
)
_AGENCY = r"\((?:[A-Z][\w.&/ -]{1,30})\)"
_DASH = r"(?:- ?-|--|[–—]|-(?=\s))"
_DATELINE = re.compile(
    rf"^(?:{_TOWN}[ ,]*{_DAY}?(?:{_AGENCY}\s*{_DASH}?|{_DASH})"  # BAGHDAD (AP) —, PARIS, May 3 –
    rf"|[A-Z][\w.'’-]+(?:(?:, ?| ){_NAME}){{0,4}}[ ,]*{_DAY}?(?:\((?:{_AGENCIES})\)\s*{_DASH}?|{_DAY}{_DASH})"
    rf"|\((?:{_AGENCIES}|[A-Z][\w. ]{{1,20}}|{_DAY})\)\s*{_DASH}"  # (Reuters) -
    rf"|[A-Z]{{3,}}(?:[ ,][A-Z]{{2,}}){{0,2}}(?:, {_DAY})?\s?:(?=\s))"  # MUMBAI:
    r"\s*(?=[A-Z0-9\"“‘'«£$€(\[]|$)"
)
_AGENCY_DATELINE = re.compile(
    rf"^(?:[A-Z][\w.'’-]+(?:(?:, ?| ){_NAME}){{0,5}}[ ,]*{_DAY}?)?\((?:{_AGENCIES})\)\s*{_DASH}"
)


def dateline_end(text: str) -> int:
    """How many characters "BAGHDAD (AP) — " takes at the head of a paragraph; 0 where there is none."""
    match = _DATELINE.match(text[:140])
    return match.end() if match else 0


def has_agency_dateline(text: str) -> bool:
    """A paragraph that opens a wire story: place, agency in brackets, dash."""
    return _AGENCY_DATELINE.match(text[:140]) is not None


# --------------------------------------------------------------------------- the page's own voice

SEPARATOR = re.compile(r"^(?:[*\-_=~#•.+–—]\s?){3,}\.?$")
URL = re.compile(r"^(?:https? ?: ?/ ?/|www ?\.)\s?\S", re.I)
CODE = re.compile(
    r"[{}]|^</?[a-z][^>]{0,200}>$|^[\w-]+\s?:[^ ]{1,40};$|^(?:var|function|window|document)\b.{0,80}[;=(]",
    re.I,
)
END = re.compile(r"\bpermalink\b|^filed under\b|^posted in\b|^tagged(?: with| as)?\b|^categor(?:y|ies)\s*:", re.I)
_MEDIA = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|pinterest|instagram|messenger|flipboard|google ?\+?"
    r"|e-?mail|print|link)"
)
SHARE = re.compile(
    rf"^(?:(?-i:[A-Z]{{1,3}})|[+\d][\d,.]* ?[km]?|(?:(?:share|tweet|like|pin|send|save|follow|comment|reply|copy"
    rf"|listen|bookmark|whatsapp|post)"
    rf"(?: (?:on|this|via|to|article|story|it|by|page|{_MEDIA}))*|{_MEDIA})(?:[\s|,/·•]+(?:share|tweet|like|pin"
    rf"|save|on|{_MEDIA}))*"
    r"|(?:no |leave a |add a |post a |view |\d[\d,.]* )?(?:comments?|repl(?:y|ies)|responses?)(?: ?\(?\d+\)?)?"
    r"|\d[\d,.]*k? (?:shares?|likes?|views?|reads?|retweets?|votes?)|\d+ min(?:ute)?s? read|reading time:?.{0,20}"
    r"|(?:share|tweet|comment|like|follow|post)(?:[!:.]| ?\(\d+\)))$",
    re.I,
)
_NAV_HEAD = re.compile(
    r"^(?:editor'?s?[’']?s? (?:picks?|choice)|related(?: (?:articles?|stor(?:y|ies)|topics?|content|news|posts?"
    r"|links?|coverage|reading|items))?|read (?:more|also|next|full|the full|on|this)\b.{0,20}|see also|also read"
    r"|also on .{2,30}|more (?:from|on) .{2,30}|more(?: stories| news| coverage)?|most (?:read|popular|viewed"
    r"|shared|commented)"
    r"|trending(?: now)?|advertise(?:ment|with us)?|sponsored(?: content| by .{2,30})?|promoted(?: stories)?"
    r"|recommended(?: for you| stories)?"
    r"|newsletters?|subscribe(?: now| today)?|sign (?:in|up|out)|log ?in|register|continue reading.{0,20}"
    r"|skip to .{3,30}|menu|search|home"
    r"|download(?: our| the) app|next(?: article| story| post| page)?|prev(?:ious)?(?: article| story| post| page)?"
    r"|back to .{2,20}|top stories"
    r"|latest(?: news| stories)?|breaking news|don[’']?t miss|you may also like|you might also like"
    r"|what to read next|must read|popular"
    r"|in this (?:article|story)|topics?|tags?|keywords?|share this.{0,30}|story continues.{0,40}"
    r"|article continues.{0,40}|loading.{0,20}"
    r"|older posts|newer posts|(?:page )?\d+ of \d+|contact us|about us|terms of (?:use|service)"
    r"|privacy(?: policy)?|cookies?|ends|end"
    r"|-?30-?|load more|show more|view (?:all|more).{0,40}|play(?: video)?|close|live(?: updates)?|opinion|world"
    r"|politics|sports?|business"
    r"|entertainment|(?:skip )?ad(?:vertisement)?|scroll (?:down|to).{0,40}|(?:from )?around the web|up next"
    r"|now playing)\s?[:»>→…]*(?:\.{3})?$",
    re.I,
)
# Labels whose colon is followed by a headline or a list, never by a sentence of this story.
_NAV_LABEL = re.compile(
    r"^(?:related|read(?: more| also| next| on)?|also read|see also|more|see|tags?|topics?|keywords?|categor(?:y"
    r"|ies)|filed under|via"
    r"|recommended|must[- ]read|don[’']?t miss|full (?:story|coverage)|in other news|next|previous|up next|trending"
    r"|explore|also"
    r"|newsletter|section|copyright|subscribe|follow(?: us)?(?: on)?|contact|phone|tel|fax|e-?mail)"
    r"(?: (?:article|story|stories|coverage|news|link|links|topics|content|posts?))?\s*(?:[:»>→]|[|](?=\s))",
    re.I,
)
# Sentences that speak of the page, not of the world.
_NOTICE = re.compile(
    r"^(?:©|\(c\) |copyright\s*(?:©|\(c\)|(?:19|20)\d\d|:|$|(?-i:[A-Z][\w.&]*(?: [A-Z][\w.&]*){0,5})[ ,]+(?:19"
    r"|20)\d\d)|all rights reserved|click (?:here|on)\b|sign up (?:for|to|here|now|today)\b|subscribe (?:to|for|now"
    r"|today|here)\b"
    r"|follow (?:us|him|her|me|them|@\w+|[A-Z][\w. ]{2,40}) (?:on|at|via)\b|(?:like|find|join) us on\b|get (?:the"
    r"|our|your) (?:latest|best|daily|top)\b"
    r".{0,120}\b(?:inbox|newsletter|app|alerts?|e-?mail)\b|download (?:our|the)\b.{0,40}\bapp\b|for (?:more"
    r"|the latest)\b.{0,80}\b(?:visit|go to|click|follow"
    r"|download|subscribe)\b|to (?:comment|subscribe|contact|read more|see more|view|continue reading"
    r"|watch)\b.{0,80}\b(?:click|visit|e-?mail|log in|sign (?:in|up))\b"
    r"|(?:read|see|watch|view|hear|find|listen to) (?:the )?(?:rest|full|more|original|entire"
    r"|complete)\b.{0,80}(?:here|below|at|on|story|article)\b"
    r"|(?:watch|see|view|listen to) the (?:video|clip|interview|photos?|gallery|tweet) (?:above|below|here)"
    r"|story continues below|article continues below"
    r"|this (?:article|story|post|piece|blog) (?:has been|was|is|will be|originally|first|appeared"
    r"|previously)\b(?=.{0,80}\b(?:updated|corrected"
    r"|edited|amended|published|appeared|refiled|clarified|syndicated|produced|translated|reproduced|revised"
    r"|part of|provided|generated))"
    r"|this (?:report|version|headline|copy) (?:has been|was) (?:updated|corrected|amended|refiled|clarified|revised)\b"
    r"|the (?:story|article|headline) has been (?:updated|corrected|amended|refiled|clarified|revised)\b"
    r"|\((?:this|the) (?:article|story|report|version|headline)\b.{0,40}\b(?:updat|correct|refil|edit|publish|clarif)"
    r"|\(?(?:editor[’']?s|editors[’']?) note\b|(?:correction|clarification)s?(?: appended)?\s*(?:[:(]|$)|\(?h/t\b"
    r"|hat tip\b"
    r"|an earlier (?:version|headline)\b.{0,20}\bthis\b|this (?:site|website|page|material"
    r"|content)\b.{0,60}\b(?:cookies?|may not be|is (?:protected|copyright)|uses?)\b"
    r"|we use cookies|by (?:using|continuing|clicking|subscribing|signing)\b.{0,60}\byou\b|please (?:enable"
    r"|note that comments|log|sign|subscribe|turn on|upgrade)\b"
    r"|your (?:email|e-mail) (?:address )?(?:will|is)\b|you (?:can|may) (?:follow|reach|contact|e-?mail|subscribe"
    r"|unsubscribe|also (?:like|follow))\b"
    r"|(?:reach|contact|e-?mail|write to) (?:the )?(?:reporter|author|writer|editor|us|him|her"
    r"|[A-Z]\w+ [A-Z]\w+) (?:at|on|by|via)\b|have a (?:tip|story|question)\b"
    r"|comments? (?:are|is) (?:closed|moderated|off|now closed)|leave a (?:reply|comment)|be the first to comment"
    r"|required fields are marked"
    r"|no part of this\b|not to be (?:published|reproduced)|unauthori[sz]ed (?:use|reproduction)"
    r"|all times\b.{0,30}$|view (?:comments|original)\b)",
    re.I,
)
_GLUED = re.compile(r"(?:Share|Like|Reply|Tweet|Flag){2,}")
_SOURCE = re.compile(r"^(?:sources?|outlet|publication|publisher)\s*: ((?-i:[A-Z])(?:[\w.&'’-]+ ?){1,5})$", re.I)
_ALL_RIGHTS = re.compile(
    r"\ball rights reserved\b|\bmay not be (?:published|reproduced|republished), (?:broadcast|rewritten"
    r"|redistributed)\b",
    re.I,
)


def is_notice(line: str) -> bool:
    """A sentence or line in the page's own voice: copyright, pleas to follow, notes on this article."""
    return (
        _NOTICE.match(line[:300]) is not None
        or (len(line) <= 500 and _ALL_RIGHTS.search(line) is not None)
        or _GLUED.search(line[:200]) is not None
        or _SOURCE.match(line[:80]) is not None
    )


def outlet_in(line: str) -> str | None:
    """ "Source: The Daily Example" -> "The Daily Example"."""
    match = _SOURCE.match(line[:80])
    return match[1].strip() if match is not None else None


def is_navigation(line: str, words: int) -> bool:
    """Menus, labels and links; never a line with the shape of a sentence, which :func:`is_notice` judges."""
    if words <= 8 and _NAV_HEAD.match(line):
        return True
    return words <= 30 and _NAV_LABEL.match(line[:80]) is not None


LIST_LABEL = re.compile(
    r"^(?:related|most (?:read|popular|viewed|shared|commented)|trending|recommended|editor'?s?[’']?s? (?:picks?"
    r"|choice)|more (?:from|on|in|stories)|top stories"
    r"|latest(?: news| stories)?|you (?:may|might) also like|don[’']?t miss|popular|see also|read (?:more|next"
    r"|also)|also on|around the web)\b",
    re.I,
)
COMMENTS_LABEL = re.compile(
    r"^(?:\d[\d,]* )?(?:comments?|responses?|repl(?:y|ies)|thoughts?|reader comments?)(?: ?\(\d+\)|\s?:| (?:on"
    r"|to) .{3,150})?$"
    r"|^(?:leave a (?:reply|comment)|join the (?:discussion|conversation)|post a comment)\b",
    re.I,
)
COMMENT_MARK = re.compile(
    r"^.{2,60}\b(?:says|said|wrote|writes)\s?:?$|^(?:reply|report|flag|like)$|\bat \d{1,2}:\d{2} ?[ap]\.?m\b"
    r"|^\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b",
    re.I,
)
READ_ON = re.compile(
    r"^(?:\W{0,3})(?:read (?:more|on|the (?:rest|full))|continue reading|full story|more|keep reading)\b.{0,60}$",
    re.I,
)
