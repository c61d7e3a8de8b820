"""Input that is broken, hostile or very long, and stages that fail over one article: one message each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Problem
from claimcheck.engine import whole_run
from claimcheck.reading.files import read_paths
from claimcheck.reading.html_pages import line_numbers, read_html
from claimcheck.reading.segment import segment
from claimcheck.settings.loading import Settings
from tests.input_samples import BODY, EVERYTHING, HTML, TITLE, claims, only

CARD = "<h3><a href='/{0}'>Story {0} of the day</a></h3><p>What happened at place {0} on the coast is told here.</p>"
LISTING = f"<html><body><main><h1>News</h1>{''.join(CARD.format(n) for n in range(1, 6))}</main></body></html>".encode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"no zip", "is no Word document"),
        ("a.docx", b"PK\x05\x06" + b"\0" * 18, "cannot be read as DOCX"),
        ("a.pdf", b"%PDF-1.4 broken", "cannot be read as PDF"),
        ("a.html", b"", "holds no article"),
        ("a.html", b"<div>" * 50_000, "a.html"),
        ("a.html", LISTING, "it is a list of stories"),
        ("a.html", b"<p>caf\xe9 \xff</p>", "is not valid UTF"),
        ("a.jsonl", b"", "holds no record"),
        ("a.jsonl", b'{"title": "no text here"}', "no field that is known to hold an article's text"),
        ("a.jsonl", b'{"text": ' + b"[" * 100_000, "is not valid JSON"),
        ("a.jsonl", b"\xff\xfe\x00", "is not valid UTF-16"),
        ("a.csv", b'text\n"an open quote', None),
        ("a.parquet", b"no parquet", "cannot be read as Parquet"),
        ("a.txt.gz", b"no gzip", "is no gzip file"),
        ("a.txt.gz", gzip.compress(b"cut short" * 100)[:-12], "is no gzip file, or it is cut short"),
    ],
)
def test_broken_input_is_one_message(tmp_path: Path, name: str, content: bytes, said: str | None) -> None:
    (tmp_path / name).write_bytes(content)
    sources, problems = read_paths([str(tmp_path / name)], EVERYTHING, base=tmp_path)
    if said is not None:
        assert not sources and len(problems) == 1
        assert said in problems[0].message and problems[0].action


@pytest.mark.parametrize(
    "charset",
    ["undefined", "rot13", "hex", "zlib", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "Unicode-Escape",
     "utf-7", "mbcs", "no-such-one"],
)  # fmt: skip
def test_a_charset_that_is_none_of_text_is_a_wrong_declaration(tmp_path: Path, charset: str) -> None:
    """Bytes that are ASCII or no UTF-8, and an escape that would be half a character."""
    page = HTML.replace("utf-8", charset).replace("🌊", r"\ud83d +2D0-")
    (tmp_path / "a.html").write_bytes(page.encode("ascii", "ignore"))
    (tmp_path / "b.html").write_bytes(page.encode("windows-1252", "ignore"))
    (tmp_path / "c.html").write_text(HTML, encoding="utf-8")
    sources, (problem,) = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert [s.path for s in sources] == ["a.html", "c.html"]
    assert problem.path == "b.html" and "b.html is not valid UTF-8" in problem.message
    assert r"\ud83d +2D0-" in sources[0].text


def test_half_a_character_in_what_a_page_says_of_itself(tmp_path: Path) -> None:
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fire in Dover \ud83d",
            "author": {"@type": "Person", "name": "Jane Doe \ud83d"}}  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(told)}</script></head>'
    page = HTML.replace('<meta name="author" content="Jane Doe">', "").replace("</head>", script)
    (tmp_path / "a.html").write_text(page.replace("30 in", "30 &#xD83D; in"), encoding="utf-8")
    (source,), problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert not problems
    for text in (source.text, *(value for _, value in source.metadata)):
        text.encode("utf-8")


def test_half_a_character_in_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Fire"})
    writer.write(tmp_path / "a.pdf")
    monkeypatch.setattr(pypdf.PageObject, "extract_text", lambda _: "A fire \ud83d hurt 14 \ud83d\ude00 people.")
    monkeypatch.setattr(pypdf.DocumentInformation, "title", "Fire \ud83d")
    (source,), problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert not problems
    assert source.text.startswith("A fire \ufffd hurt 14 😀 people.")
    assert dict(source.metadata)["title"] == "Fire \ufffd"


def panicked(*_: object) -> Any:
    """A panic of a Rust library as it comes: a BaseException, no Exception."""
    import sentencex

    return sentencex.get_sentence_boundaries("en", "Moscow on T\u00a0.")


def failed(*_: object) -> Any:
    raise IndexError("list index out of range")


@pytest.mark.parametrize("fault", [panicked, failed])
def test_what_fails_over_one_file_is_a_problem_of_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    monkeypatch.setattr("claimcheck.reading.html_pages.read_html", fault)
    for name in ("a.html", "b.txt"):
        (tmp_path / name).write_text(HTML if name == "a.html" else "\n\n".join(BODY), encoding="utf-8")
    (source,), (problem,) = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert source.path == "b.txt" and problem.path == "a.html"
    assert problem.message.startswith("a.html cannot be read: internal error in ") and problem.action
    assert "\n" not in problem.message


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ModuleNotFoundError, SystemExit])
def test_what_concerns_the_whole_run_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def ending(*_: object) -> Any:
        raise error

    monkeypatch.setattr("claimcheck.reading.html_pages.read_html", ending)
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    with pytest.raises(error):
        read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)


@pytest.mark.parametrize("fault", [panicked, failed])
@pytest.mark.parametrize("stage", ["segment", "enrich", "annotate", "encode"])
def test_what_fails_over_one_article_is_a_problem_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, stage: str
) -> None:
    """In the stages that take one article, and in those that take the texts of all at once."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text("\n\n".join([f"{TITLE} {name}", *BODY]), encoding="utf-8")
    sources, _ = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)

    def guarded(work: Any) -> Any:
        def does(subject: Any, *more: Any) -> Any:
            name = getattr(subject, "path", "") or getattr(subject, "id", "")
            bad = name.startswith("b.txt") if name else f"{TITLE} b" in subject
            return fault() if bad else work(subject, *more)

        return does

    class OneTokenEach:
        annotate = staticmethod(lambda texts, _: [() for _ in texts])

    class Straight:
        digest = "straight"
        encode = staticmethod(lambda texts: np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]])

    if stage in {"segment", "enrich"}:
        name = f"claimcheck.engine.whole_run.{stage}"
        monkeypatch.setattr(name, guarded(getattr(whole_run, stage)))
    annotator, encoder = OneTokenEach(), Straight()
    if stage == "annotate":
        annotator.annotate = guarded(OneTokenEach.annotate)  # type: ignore[method-assign]
    if stage == "encode":
        encoder.encode = guarded(Straight.encode)  # type: ignore[method-assign]
    chosen = Settings(cache_dir="off")
    pages = whole_run.pages_of(sources, (), chosen, annotator, None)  # type: ignore[arg-type]
    pages, vectors = whole_run.embed(pages, chosen, None, encoder)
    assert [a.span.path for a in pages.articles] == ["a.txt", "c.txt"] == [i[:5] for i in vectors]
    (problem,) = pages.problems
    assert problem.path == "b.txt" and problem.fatal and "internal error" in problem.message
    assert all(len(vectors[a.id]) == len(pages.claims[a.id]) for a in pages.articles)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_any_html_is_read_or_named(paragraphs: list[str]) -> None:
    page = "<html><body><article>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</article></body></html>"
    found = read_html(page.encode(), "a.html")
    if isinstance(found, Problem):
        return
    for article in segment(found):
        claims(found, article)


def test_a_line_of_a_megabyte(tmp_path: Path) -> None:
    long = " ".join(["The minister said on Monday that the bridge would be closed."] * 18_000)
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 1, "text": long}))
    source, article = only(tmp_path)
    assert len(source.text) == len(long) and len(claims(source, article)) > 1000


@pytest.mark.once
@pytest.mark.parametrize("junk", ["<!--", "<a ", "<script>", "</", "<![CDATA[", "<?"])
def test_unclosed_markup_takes_linear_time(junk: str) -> None:
    page = "<p>One word.</p>\n<p>The council voted.</p>\n" + junk * 200_000
    assert line_numbers(["The council voted."], page) == [2]
