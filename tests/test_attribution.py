"""Who said it: sentences of every build, a whole article, and the seed pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.claims.annotate import Annotator, shift
from claimcheck.claims.quotations import find_quotations, quotations_of
from claimcheck.claims.sources.find import find_attributions
from claimcheck.claims.sources.people import family, is_spelling, name_words
from claimcheck.claims.sources.speakers import resolve_speakers
from claimcheck.claims.sources.tree import grow_tree
from claimcheck.datamodel import Attribution, Claim, ClaimRole, Span, Token


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(None)


def _read(text: str, annotator: Annotator) -> tuple[Attribution, ...]:
    quotations = quotations_of((0, len(text)), find_quotations([(0, len(text))], text), text, "p")
    return find_attributions(annotator.annotate([text])[0], text, "p", quotations)


def _article(sentences: Sequence[str], annotator: Annotator) -> tuple[Claim, ...]:
    """Claims of an article with one paragraph, speakers resolved."""
    text = " ".join(sentences)
    quotations = find_quotations([(0, len(text))], text)
    claims, at = [], 0
    for n, (sentence, tokens) in enumerate(zip(sentences, annotator.annotate(sentences), strict=True)):
        span = Span("p", at, at + len(sentence))
        placed = shift(tokens, at)
        said = quotations_of((span.start, span.end), quotations, text, "p")
        claims.append(
            Claim(
                f"a:{n}", "a", span, n, 0, ClaimRole.BODY, sentence, placed,
                quotations=said, attributions=find_attributions(placed, text, "p", said),
            )
        )  # fmt: skip
        at = span.end + 1
    return resolve_speakers(claims)


@pytest.mark.parametrize(
    ("text", "source", "cue", "channel", "content"),
    [
        (
            "Officials said the bridge had been closed since Monday.",
            "Officials", "said", "", "the bridge had been closed since Monday",
        ),
        (
            "The bridge has been closed since Monday, Marlow told Agence France Presse.",
            "Marlow", "told", "Agence France Presse", "The bridge has been closed since Monday",
        ),
        (
            '"The bridge is closed," said coalition spokesman Colonel Peter Marlow.',
            "coalition spokesman Colonel Peter Marlow", "said", "", '"The bridge is closed,"',
        ),
        (
            "More than 400 people were arrested, according to police chief General Peter Marlow.",
            "police chief General Peter Marlow", "according to", "", "More than 400 people were arrested",
        ),
        (
            "The river could rise again this week, experts and officials say.",
            "experts and officials", "say", "", "The river could rise again this week",
        ),
        (
            "A sister of the convent has become a mother after stomach pains, local media reports.",
            "local media", "reports", "", "A sister of the convent has become a mother after stomach pains",
        ),
        (
            "Two dams are at risk of failing before the spring, the report warned.",
            "the report", "warned", "", "Two dams are at risk of failing before the spring",
        ),
        (
            '"We are very worried about the valley," Marlow told reporters last month.',
            "Marlow", "told", "reporters", '"We are very worried about the valley,"',
        ),
        (
            "In an interview with Daily Star on Monday, Marlow said that the valley was safe.",
            "Marlow", "said", "In an interview with Daily Star", "that the valley was safe",
        ),
        (
            "The minister said on Tuesday that the talks had failed.",
            "The minister", "said", "", "that the talks had failed",
        ),
    ],
)  # fmt: skip
def test_builds_of_reported_speech(
    text: str, source: str, cue: str, channel: str, content: str, annotator: Annotator
) -> None:
    found = _read(text, annotator)
    assert [(a.source, a.cue, a.channel) for a in found] == [(source, cue, channel)]
    assert [text[s.start : s.end] for s in found[0].content] == [content]


def test_statement_parted_by_its_source(annotator: Annotator) -> None:
    text = "The average benefit, she says, would be $300 a week."
    (found,) = _read(text, annotator)
    assert found.source == "she"
    assert [text[s.start : s.end] for s in found.content] == ["The average benefit", "would be $300 a week"]


@pytest.mark.parametrize(
    "text",
    [
        "The army recaptured the town last year.",
        "The committee wants to build a new bridge and plans to sell the old one.",
        "The senator supports the bill.",
        "The country was re-admitted to the league last year.",
        "The referee called a halt to the fight.",
        "No one suspects the queen of growing the mushrooms herself.",
        "His role showed that the importance of the leak was not small.",
        "I think we know where this is going.",
        '"He told me that she said it was over."',
        "The rebels have been driven out, according to a",
    ],
)
def test_what_is_no_reporting(text: str, annotator: Annotator) -> None:
    assert _read(text, annotator) == ()


def test_passive_without_a_source(annotator: Annotator) -> None:
    (found,) = _read("It is alleged that the militias receive economic kickbacks from local firms.", annotator)
    assert (found.source, found.source_span) == ("", None)


def test_speakers_of_an_article(annotator: Annotator) -> None:
    claims = _article(
        [
            "Foreign Minister Anna al-Marlow said the border would stay closed.",
            "The foreign minister said that the talks had failed.",
            "Peter Hollins, a commander of the northern army, said the valley was quiet.",
            "Hollins told AFP that more troops would come.",
            '"This idea is a mistake.',
            'They are not asleep, they are awake," he said.',
            '"They can strike at any time."',
            "Marlow added that the army was ready.",
            "Hollens said nothing would change.",
            "Police said the road was open.",
        ],
        annotator,
    )
    speakers = [a.speaker for c in claims for a in c.attributions]
    assert speakers == [
        "Anna al-Marlow",
        "Anna al-Marlow",
        "Peter Hollins",
        "Peter Hollins",
        "Peter Hollins",
        "Anna al-Marlow",
        "Peter Hollins",
        None,
    ]
    assert [q.speaker for c in claims for q in c.quotations] == ["Peter Hollins"] * 3
    assert [a.channel for a in claims[3].attributions] == ["AFP"]


def test_a_name_of_two_people_stays_open(annotator: Annotator) -> None:
    claims = _article(
        [
            "Peter Marlow said the vote was fair.",
            "Anna Marlow said it was not.",
            "Marlow told reporters that the count would go on.",
        ],
        annotator,
    )
    assert claims[2].attributions[0].speaker is None


def test_quotation_that_runs_on_keeps_its_speaker(annotator: Annotator) -> None:
    claims = _article(
        [
            'To avoid mistakes, Peter Marlow said, "the coalition has trained local forces.',
            'We knew there would be a transition."',
            "The road to the valley is open.",
        ],
        annotator,
    )
    assert [q.speaker for c in claims for q in c.quotations] == ["Peter Marlow", "Peter Marlow"]
    assert claims[2].quotations == ()


def test_names_in_parts() -> None:
    assert name_words("Ali al-Bayati") == ("ali", "bayati")
    assert family(name_words("Nick J. Marlow Jr.")) == "marlow"
    assert is_spelling("louayzi", "louazi")
    assert not is_spelling("marlow", "harlow")
    assert not is_spelling("khan", "khad")


def test_hyphened_names_hang_together() -> None:
    parts = [("Ali", 3), ("al", 4), ("-", 4), ("Bayati", 4), ("said", 4)]
    tokens, at = [], 0
    for surface, head in parts:
        tight = surface in ("-", "Bayati")
        at = at if tight or not tokens else at + 1
        tokens.append(Token(at, at + len(surface), surface, surface.lower(), "PROPN", "NNP", "nsubj", head, ""))
        at += len(surface)
    tree = grow_tree(tokens)
    assert tree.subtree(3) == (0, 4)
    assert tree.subject(4) == 3 or tree.head[1] == 3


@given(st.lists(st.integers(-2, 12), min_size=0, max_size=10))
def test_any_heads_make_a_tree(heads: list[int]) -> None:
    tokens = [Token(2 * n, 2 * n + 1, "x", "x", "X", "XX", "dep", head, "") for n, head in enumerate(heads)]
    tree = grow_tree(tokens)
    for n in range(len(tokens)):
        assert tree.root[n] in (n, *tree.ancestors(n))
        low, high = tree.subtree(n)
        assert low <= n < high


def test_offsets_on_a_seed_page(root: Path, annotator: Annotator) -> None:
    text = (root / "fixtures/seeds/002_4471ebe8adf81699.txt").read_bytes().decode()
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((at, line))
        at += len(line) + 1
    paragraphs = [(start, start + len(line)) for start, line in lines]
    quotations = find_quotations(paragraphs, text)
    found = []
    for (start, line), tokens in zip(lines, annotator.annotate([line for _, line in lines]), strict=True):
        said = quotations_of((start, start + len(line)), quotations, text, "p")
        found += find_attributions(shift(tokens, start), text, "p", said)
    for one in found:
        assert text[one.cue_span.start : one.cue_span.end] == one.cue
        assert one.source_span is None or text[one.source_span.start : one.source_span.end] == one.source
        assert one.channel_span is None or text[one.channel_span.start : one.channel_span.end] == one.channel
        assert all(text[s.start : s.end].strip() for s in one.content)
    cues = [(a.source.split(",")[0], a.cue) for a in found]
    assert ("Bayati", "said") in cues
    assert ("police chief Gen. Wathiq al-Hamdani", "according to") in cues


def test_a_table_without_sentences_is_passed_over() -> None:
    tokens = [Token(2 * n, 2 * n + 1, "x", "say", "VERB", "VBD", "ccomp", max(0, n - 1), "") for n in range(3000)]
    assert find_attributions(tokens, "x " * 3000, "p") == ()


def test_no_tokens_no_attributions() -> None:
    assert find_attributions((), "", "p") == ()
    assert resolve_speakers(()) == ()


def test_claims_without_tokens_pass_through() -> None:
    claim = Claim("a:0", "a", Span("p", 0, 5), 0, 0, ClaimRole.BODY, "Hello")
    assert resolve_speakers((claim, replace(claim, id="a:1"))) == (claim, replace(claim, id="a:1"))


def test_content_ends_before_the_quotation_of_another_cue() -> None:
    """What is tweeted is no part of what is poked at, though the sentence runs on."""
    from claimcheck.claims.annotate import Annotator
    from claimcheck.claims.sources.features import is_mark, view_of
    from claimcheck.claims.sources.model import shipped_model

    text = 'Dean poked at his persistent sniffing during the debate, tweeting, "Notice him sniffing all the time."'
    (tokens,) = Annotator(None).annotate([text])
    marks = [token.start for token in tokens if is_mark(token)]
    view = view_of(tokens, [(marks[0] + 1, marks[1])])
    contents = {
        one.head: [text[tokens[a].start : tokens[b - 1].end] for a, b in one.content]
        for one in shipped_model().read(view)
    }
    by_cue = {tokens[head].surface: content for head, content in contents.items()}
    assert by_cue["tweeting"] == ['"Notice him sniffing all the time."']
    assert all('"' not in content for content in by_cue.get("poked", []))


@pytest.mark.parametrize(("text", "source"), [
    ('Said Ellis: "I don\'t get the sense she is the least bit interested in tax reform."', "Ellis"),
    ('Added coach Jim Brown: "We lost the game in the first ten minutes."', "coach Jim Brown"),
])  # fmt: skip
def test_an_inverted_opening_before_a_colon(text: str, source: str, annotator: Annotator) -> None:
    (found,) = _read(text, annotator)
    assert found.source == source
    assert [text[s.start : s.end] for s in found.content] == [text[text.index('"') :]]


@pytest.mark.parametrize(("text", "source", "content"), [
    ("Police: Two men fled on foot after the raid.", "Police", "Two men fled on foot after the raid"),
    ("Poll: Wealthy voters abandon the governing party.", "Poll", "Wealthy voters abandon the governing party"),
    ("WALLACE: Let us start with the breaking news on the debate.", "WALLACE",
     "Let us start with the breaking news on the debate"),
])  # fmt: skip
def test_a_speaker_before_a_colon(text: str, source: str, content: str, annotator: Annotator) -> None:
    found = _read(text, annotator)[0]
    assert (found.source, found.cue) == (source, ":")
    assert [text[s.start : s.end] for s in found.content] == [content]


@pytest.mark.parametrize("text", [
    "Editor's Note: The following is the last of three excerpts.",
    "VIDEO: The president answered questions about the flood.",
    "Nevada: Adam Lane, Andres Ramirez and Barbara Cole.",
    "Clinton: 2,316.",
    "The pattern is clear: the ministry does not answer letters.",
])  # fmt: skip
def test_no_speaker_before_a_colon(text: str, annotator: Annotator) -> None:
    assert not any(found.cue == ":" for found in _read(text, annotator))


def test_he_is_nobody_where_somebody_else_was_named_since(annotator: Annotator) -> None:
    claims = _article(
        [
            "Peter Hill added 101 yards on the ground, which was the best of his career.",
            "A big reason for the defeat was Brady Quinn.",
            '"This game was on my shoulders," he said.',
        ],
        annotator,
    )
    assert resolve_speakers(claims)[2].quotations[0].speaker != "Peter Hill"


def test_he_is_nobody_after_an_unnamed_speaker(annotator: Annotator) -> None:
    claims = _article(
        [
            "Tara Reed has checked into a clinic, her publicist confirmed on Friday.",
            '"We appreciate your respect for her privacy," he said.',
        ],
        annotator,
    )
    assert resolve_speakers(claims)[1].quotations[0].speaker is None
