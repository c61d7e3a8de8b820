"""Lexicons: where a text uses a replaced form, what the files may hold, how an entry is added."""

from __future__ import annotations

import re
import threading
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.side_by_side import findings_of
from claimcheck.engine.judging import configured
from claimcheck.errors import ConfigError
from claimcheck.lexicons.files import lexicon_of, prefer, read_lexicon, rendered, shipped
from claimcheck.lexicons.matching import (
    NAME,
    TERM,
    Lexicon,
    LexiconEntry,
    accepts,
    both_accepted,
    entry_of,
    inflections,
    overlaid,
    uses_in,
)
from claimcheck.settings.loading import Settings, load

ENTRY = LexiconEntry


def found(text: str, *entries: LexiconEntry) -> list[str]:
    uses = uses_in(text, Lexicon(entries))
    return [text[u.start : u.end] for u in uses]


# --------------------------------------------------------------------------- matching


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        ("policeman", "Policemen and a POLICEMAN’s dog", ["Policemen", "POLICEMAN"]),
        (
            "commit suicide",
            "He committed suicide; she was committing suicide.",
            ["committed suicide", "committing suicide"],
        ),
        (
            "illegal immigrant",
            "illegal\u00a0immigrants, illegal\n immigrant",
            ["illegal\u00a0immigrants", "illegal\n immigrant"],
        ),
        ("illegal immigrant", "illegal-immigrant, anti-illegal immigrant, illegal immigration", []),
        ("e-mail", "an e-mail, e‑mails, email, e mail", ["e-mail", "e‑mails"]),
        ("lady", "two ladies", ["ladies"]),
        ("church", "nine churches", ["churches"]),
        ("take a life", "He took a life.", ["took a life"]),
        ("web site", "the website", []),
        ("C++", "C++ and c++.", ["C++", "c++"]),
    ],
)
def test_terms_match_whole_words_in_any_case_and_inflected(form: str, text: str, wanted: list[str]) -> None:
    assert found(text, ENTRY("x", (form,))) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ISIS held it. ISIS’s men", ["ISIS", "ISIS"]),
        ("Isis and ISISs", []),
        ("the Islamic State group (ISIS)", []),
        ("ISIS, now called the Islamic State group, held it", []),
        ("The Islamic State group fled, and ISIS was beaten", ["ISIS"]),
        ("the Islamic State group held it." + " and so on" * 9 + " until ISIS came", ["ISIS"]),
        ("Islamic State of Iraq and ISIS-linked men", []),
    ],
)
def test_names_match_with_their_capitals(text: str, wanted: list[str]) -> None:
    assert found(text, ENTRY("Islamic State group", ("ISIS",), ("Islamic State",), NAME)) == wanted


def test_a_longer_good_form_spares_what_is_inside_it() -> None:
    group = ENTRY("Islamic State group", ("Islamic State",), (), NAME)
    assert found("Islamic State, or Islamic State group", group) == []  # explained
    assert found("Islamic State and Islamic State group", group) == ["Islamic State"]
    assert found("Islamic State held it.", group) == ["Islamic State"]
    dish = ENTRY("Kyiv", ("Kiev",), (), NAME, unless=("chicken Kiev",))
    assert found("chicken Kiev in Kiev", dish) == ["Kiev"]
    other = ENTRY("chair", ("man of the chair",))
    assert found("the chairman", ENTRY("chair", ("chairman",)), other) == ["chairman"]


def test_no_use_overlaps_another() -> None:
    entries = ENTRY("a", ("web site", "site map")), ENTRY("b", ("web",))
    assert found("web site map", *entries) == ["web site"]


@given(st.text(alphabet="Kievchkn -’\u00a0\n.ыé🕊", max_size=60))
def test_offsets_point_into_the_text(text: str) -> None:
    lexicon = Lexicon((ENTRY("Kyiv", ("Kiev",), (), NAME), ENTRY("hen", ("chick",)), ENTRY("x", ("e-k",))))
    last = 0
    for use in uses_in(text, lexicon):
        assert last <= use.start < use.end <= len(text)
        last = use.end
        shown = text[use.start : use.end].lower()
        assert shown.startswith(use.form[0].lower())


def test_inflections_leave_small_words_alone() -> None:
    assert inflections("the") == ("the",)
    assert "wives" not in inflections("wave")
    assert {"policemen"} < set(inflections("policeman")) and "germen" not in inflections("german")


def test_one_referent_by_the_lexicon() -> None:
    lexicon = Lexicon((ENTRY("Timor-Leste", ("Portuguese Timor",), ("East Timor",), NAME),))
    entry = entry_of("the East Timor", "TIMOR-LESTE", lexicon)
    assert entry is not None and accepts(entry, "East Timor", "Timor Leste")
    assert both_accepted("East Timor", "Timor-Leste", lexicon)
    assert not both_accepted("Portuguese Timor", "Timor-Leste", lexicon)
    assert entry_of("East Timor", "Mumbai", lexicon) is None


def test_later_lexicons_go_before_earlier_ones() -> None:
    first = Lexicon((ENTRY("a", ("b", "c"), ("d",)), ENTRY("x", ("y",))))
    assert overlaid([first, Lexicon((ENTRY("b", ("a",)),))]).entries == (ENTRY("x", ("y",)), ENTRY("b", ("a",)))
    assert overlaid([first, Lexicon((ENTRY("z", ("c",)),))]).entries == (
        ENTRY("a", ("b",), ("d",)),
        ENTRY("x", ("y",)),
        ENTRY("z", ("c",)),
    )
    assert found("b and c", *overlaid([first, Lexicon((ENTRY("b", ("a",)),))]).entries) == []


# --------------------------------------------------------------------------- files


def test_shipped_lexicons_are_sound_and_name_their_sources() -> None:
    assert "newsroom" in shipped()
    lexicon = lexicon_of(["newsroom"])
    assert 20 <= len(lexicon.entries) <= 60
    for entry in lexicon.entries:
        assert entry.source and entry.reason and len(entry.reason) < 80, entry
        assert uses_in(entry.prefer, lexicon) == (), entry
        for form in entry.accept:
            assert uses_in(form, lexicon) == (), form
        if not entry.part:
            for form in entry.replace:
                assert [u.entry for u in uses_in(form, lexicon)] == [entry], form


def test_shipped_lexicon_is_written_as_the_writer_writes(root: Path) -> None:
    path = root / "configs" / "lexicons" / "newsroom.toml"
    text = path.read_text(encoding="utf-8")
    assert rendered(read_lexicon(path).entries, text[: text.index("entries = [")]) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entries = [", "is not valid TOML"),
        ("entries = 3", "entries is no list"),
        ("rules = []", "unknown key rules"),
        ("entries = [{replace = ['a']}]", "entry 1, has no preferred form"),
        ("entries = [{prefer = 'a'}]", "neither replaces nor accepts"),
        ("entries = [{prefer = 'a', replaces = ['b']}]", "Did you mean replace?"),
        ("entries = [{prefer = 'a', replace = 'b'}]", "no list of texts"),
        ("entries = [{prefer = 'a', replace = ['']}]", "no list of texts"),
        ("entries = [{prefer = 'a', replace = ['b'], kind = 'thing'}]", "kind is 'thing'"),
        ("entries = [{prefer = 'a', replace = ['b'], part = 'article'}]", "part is 'article'"),
        ("entries = [{prefer = 'a', replace = ['b']}, {prefer = 'c', replace = ['B']}]", "by “a” and by “c”"),
        ("entries = [{prefer = 'a', replace = ['b']}, {prefer = 'B', replace = ['d']}]", "replaced in another"),
        ("entries = [{prefer = 'a', replace = ['a']}]", "replaced in another"),
    ],
)
def test_what_is_wrong_with_a_lexicon_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "house.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as told:
        read_lexicon(path)
    assert words in f"{told.value}" and "house.toml" in told.value.message


def test_lexicons_are_found_by_path_and_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "house.toml").write_text('entries = [\n  {prefer = "a", replace = ["b"]},\n]\n')
    wire = '[[overrides]]\npaths = ["wire/**"]\nlexicons = ["style/house.toml"]\n'
    (tmp_path / "claimcheck.toml").write_text('lexicons = ["newsroom", "style/house.toml"]\n' + wire)
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    told, _ = load(inner)
    assert told.lexicons == ("newsroom", str(tmp_path / "style" / "house.toml"))
    assert told.overrides[0].lexicons == (str(tmp_path / "style" / "house.toml"),)
    rules = {rule.name: rule for rule, _ in configured(told)}
    assert {e.lexicon for e in rules["house-style"].lexicon.entries} == {"newsroom", "house"}  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match="Did you mean newsroom"):
        lexicon_of(["newsrom"])
    with pytest.raises(ConfigError, match="there is no lexicon"):
        lexicon_of(["../configs/lexicons/newsroom"])


@pytest.mark.model
def test_overrides_give_some_paths_a_lexicon_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claimcheck.toml").write_text('[[overrides]]\npaths = ["left.txt"]\nlexicons = ["newsroom"]\n')
    told, _ = load(tmp_path)
    said = ["Two policemen were hurt on the bridge."]
    shown = [f for f in findings_of(said, said, settings=told) if f.rule == "house-style"]
    assert [f.article_ids for f in shown] == [("left.txt#1",)]


@pytest.mark.model
@pytest.mark.parametrize("accepted", [True, False])
def test_spellings_that_the_lexicon_accepts_are_no_slip(tmp_path: Path, accepted: bool) -> None:
    path = tmp_path / "house.toml"
    path.write_text('entries = [{prefer = "Louayzi", accept = ["Louazi"], kind = "name"}]')
    told = Settings(lexicons=(str(path),) if accepted else ())
    left = ["Aed al-Louayzi said the road was closed.", "Louazi told reporters that nine men had fled."]
    right = ["Aed al-Louazi said the road was closed.", "Nine men had fled, reporters were told."]
    found = [f for f in findings_of(left, right, settings=told) if f.rule == "name-spelling"]
    assert bool(found) is not accepted


# --------------------------------------------------------------------------- writing


def test_prefer_writes_one_sorted_line(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    prefer(path, "Louayzi", "Louazi", reason="as he writes it", source="Ann")
    prefer(path, "Basra", "Basrah")
    entry = prefer(path, "Louayzi", "al-Luayzi")
    assert entry.replace == ("Louazi", "al-Luayzi")
    name = '  {prefer = "Louayzi", replace = ["Louazi", "al-Luayzi"], kind = "name", '
    assert path.read_text().splitlines() == [
        "entries = [",
        '  {prefer = "Basra", replace = ["Basrah"], kind = "name"},',
        name + 'reason = "as he writes it", source = "Ann"},',
        "]",
    ]
    before = path.read_bytes()
    prefer(path, "Basra", "Basrah")
    assert path.read_bytes() == before
    with pytest.raises(ConfigError, match="replaced"):
        prefer(path, "Basrah", "Basra")
    with pytest.raises(ConfigError, match="no two forms"):
        prefer(path, "Basra", " Basra ")
    assert path.read_bytes() == before


def test_prefer_keeps_what_stands_above_and_refuses_what_it_would_lose(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    head = "# ours\n# ask Ann\n\ntitle = 'House'\n"
    path.write_text(head + "entries = [\n  {prefer = 'a', replace = ['b']},\n]\n")
    prefer(path, "c", "d", kind=TERM)
    assert (
        path.read_text()
        == head + 'entries = [\n  {prefer = "a", replace = ["b"]},\n  {prefer = "c", replace = ["d"]},\n]\n'
    )
    for shape in (
        "entries = [\n  # between\n  {prefer = 'a', replace = ['b']},\n]\n",
        "entries = [{prefer = 'a', replace = ['b']}]\n",
        "entries = [\n  {prefer = 'a', replace = ['b']},  # why\n]\n",
        "[[entries]]\nprefer = 'a'\nreplace = ['b']\n",
    ):
        path.write_text(shape)
        with pytest.raises(ConfigError, match="one a line"):
            prefer(path, "c", "d")
        assert path.read_text() == shape


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_hostile_forms_survive(tmp_path: Path, good: str, bad: str, reason: str) -> None:
    path = tmp_path / "house.toml"
    path.unlink(missing_ok=True)
    try:
        entry = prefer(path, good, bad, reason=reason)
    except ConfigError:
        return
    text = path.read_bytes().decode()
    assert len(tomllib.loads(text)["entries"]) == 1 and len(re.findall(r"\n  \{", text)) == 1
    assert read_lexicon(path).entries == (entry,)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"

    def write(letter: str) -> None:
        for n in range(8):
            prefer(path, f"{letter}{n}", f"{letter}old{n}")

    workers = [threading.Thread(target=write, args=(letter,)) for letter in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(read_lexicon(path).entries) == 24
