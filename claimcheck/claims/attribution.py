"""Who says it: source, cue, channel and content of the statements that a claim reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimcheck.claims.attribution_tree import Range, Tree, grow_tree, trimmed
from claimcheck.datamodel import Attribution, Quotation, Span, Token

_SPEECH = frozenset(
    """say tell announce warn add claim state argue insist explain note report confirm deny testify declare write tweet
    believe think suggest acknowledge admit stress assert allege estimate predict reveal describe recall conclude reply
    respond quote cite vow pledge promise urge contend maintain comment observe complain caution emphasize concede
    remark agree accuse advise""".split()
)
_OCCASIONS = frozenset(
    """conference statement interview report tweet post letter email e-mail hearing rally speech court testimony article
    blog twitter facebook television tv radio briefing release memo message paper column book""".split()
)


def find_attributions(
    tokens: Sequence[Token], text: str, path: str, quotations: Iterable[Quotation] = ()
) -> tuple[Attribution, ...]:
    """The statements that one claim credits to somebody, in the order of their cues.

    ``tokens`` are the claim's, with offsets into ``text`` and heads into the sequence itself.  ``content`` is what is
    attributed, in order, without the words that attribute it.  ``speaker`` is left to :func:`resolve_speakers`.
    """
    tree = grow_tree(tokens)
    found = []
    for index, token in enumerate(tokens):
        if token.lemma in _SPEECH and token.pos == "VERB":
            attribution = _by_verb(tree, index, text, path)
        elif token.lemma == "according":
            attribution = _according(tree, index, text, path)
        else:
            continue
        if attribution is not None:
            found.append(attribution)
    return tuple(found)


def _span(tree: Tree, where: Range, path: str) -> Span:
    return Span(path, tree.tokens[where[0]].start, tree.tokens[where[1] - 1].end)


def _by_verb(tree: Tree, verb: int, text: str, path: str) -> Attribution | None:
    source = _subject_of(tree, verb)
    content = _content_of(tree, verb)
    if source is None or content is None:
        return None
    channel = _channel_of(tree, verb)
    cue_span = _span(tree, (verb, verb + 1), path)
    source_span = _span(tree, trimmed(tree.tokens, *source), path)
    content_span = _span(tree, trimmed(tree.tokens, *content), path)
    channel_span = None if channel is None else _span(tree, trimmed(tree.tokens, *channel), path)
    return Attribution(
        text[source_span.start : source_span.end], source_span,
        text[cue_span.start : cue_span.end], cue_span,
        "" if channel_span is None else text[channel_span.start : channel_span.end], channel_span,
        (content_span,),
    )  # fmt: skip


def _subject_of(tree: Tree, verb: int) -> Range | None:
    for node in (verb, *tree.ancestors(verb)):
        subject = tree.subject(node)
        if subject is not None:
            return tree.subtree(subject)
        if tree.tokens[node].dep == "acl":
            return tree.head[node], tree.head[node] + 1
        if tree.tokens[node].dep not in ("conj", "advcl", "xcomp"):
            return None
    return None


def _content_of(tree: Tree, verb: int) -> Range | None:
    clause = tree.child(verb, "ccomp", "xcomp", "dobj")
    return None if clause is None else tree.subtree(clause)


def _channel_of(tree: Tree, verb: int) -> Range | None:
    told = tree.tokens[verb].lemma == "tell"
    for child in tree.children[verb]:
        if told and tree.tokens[child].dep in ("dobj", "dative"):
            return tree.subtree(child)
        if tree.tokens[child].dep == "prep":
            inner = tree.child(child, "pobj")
            if inner is not None and tree.tokens[inner].lemma in _OCCASIONS:
                return tree.subtree(child)
    return None


def _according(tree: Tree, word: int, text: str, path: str) -> Attribution | None:
    to = tree.child(word, "prep")
    inner = None if to is None else tree.child(to, "pobj")
    if to is None or inner is None:
        return None
    source = _span(tree, trimmed(tree.tokens, *tree.subtree(inner)), path)
    cue = _span(tree, (word, to + 1), path)
    low, high = tree.subtree(tree.root[word])
    rest = [trimmed(tree.tokens, low, tree.left[word]), trimmed(tree.tokens, tree.right[word], high)]
    content = tuple(_span(tree, r, path) for r in rest if r[0] < r[1])
    return Attribution(text[source.start : source.end], source, text[cue.start : cue.end], cue, "", None, content)
