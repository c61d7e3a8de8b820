from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.engine.whole_run import run
from claimcheck.errors import ConfigError
from claimcheck.files.globs import anchored, compiled, escaped
from claimcheck.rules import RULES
from claimcheck.settings.by_path import PathSettings
from claimcheck.settings.loading import check_rules, load
from claimcheck.settings.model import Settings

FLOOD = """Flood cuts off two valleys near Marsten

Heavy rain cut off two mountain valleys on Sunday, the regional water board said.

Exactly {count} people were taken to hospital after the Orla river burst its banks, the mayor, Jana Brandov, said.

"We have never seen the water rise this fast," Brandov said.

Rescue teams reached the village of Tarnov by boat late on Sunday evening.
"""


def settings(folder: Path, text: str, **given: object) -> Settings:
    (folder / "claimcheck.toml").write_text(text, encoding="utf-8")
    found, _ = load(folder, environment={}, overrides=given)
    check_rules(found, RULES)
    return found


# ------------------------------------------------------------------ globs


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("wire/**", "wire/a.txt", True),
        ("wire/**", "wire/2018/a.txt", True),
        ("wire/**", "ours/wire/a.txt", False),
        ("wire", "wire/a.txt", True),
        ("wire/", "ours/wire/a.txt", True),  # no slash but at its end: any depth
        ("*.md", "deep/down/a.md", True),
        ("./*.md", "a.md", True),
        ("ours/*.md", "ours/deep/a.md", False),
        ("ours/**/*.md", "ours/a.md", True),
        ("ours/**/*.md", "ours/x/y/a.md", True),
        ("a?.txt", "ab.txt", True),
        ("a?.txt", "a/.txt", False),
        ("[!a-c].txt", "d.txt", True),
        ("[!a-c].txt", "b.txt", False),
        ("[!a-c]x.txt", "/x.txt", False),
        ("a.txt", "abtxt", False),
        ("[", "[", True),
        ("*", "x/y", True),
    ],
)
def test_globs(glob: str, path: str, matches: bool) -> None:
    found = compiled(anchored(glob, "/corpus")).fullmatch(f"/corpus/{path.lstrip('/')}")
    assert bool(found) is matches


@given(st.text(st.sampled_from("ab/*?[]!\\.^-é"), min_size=1, max_size=12).filter(lambda t: t.strip("/") == t))
def test_escaped_matches_itself_alone(path: str) -> None:
    pattern = compiled(escaped(path))
    assert pattern.fullmatch(path)
    assert not pattern.fullmatch(path + "x")
    assert pattern.fullmatch(path + "/x")


@given(st.text(st.sampled_from("ab/*?[]!\\.^-&|~"), max_size=12), st.text(st.sampled_from("ab/[]"), max_size=12))
def test_no_glob_breaks(glob: str, path: str) -> None:
    compiled(anchored(glob, "/[a]*")).fullmatch(path)


# ------------------------------------------------------------------ which override holds


def test_without_overrides_there_is_one_settings(tmp_path: Path) -> None:
    own = settings(tmp_path, "")
    by_path = PathSettings(own, tmp_path)
    assert by_path.for_paths(["a", "b"]) is own
    assert by_path.variants(["a", "b"]) == (own,)


def test_all_articles_have_to_match_unless_any_is_asked_for(tmp_path: Path) -> None:
    own = settings(
        tmp_path,
        '[[overrides]]\npaths = ["wire/**"]\nignore = ["claim-missing"]\n'
        '[[overrides]]\npaths = ["ours/**"]\nmatch = "any"\nselect = ["number-conflict"]\n',
    )
    by_path = PathSettings(own, tmp_path)
    assert by_path.for_paths(["wire/a", "wire/b"]).ignore == ("claim-missing",)
    assert by_path.for_paths(["wire/a", "web/b"]) is own
    mixed = by_path.for_paths(["ours/a", "wire/b"])
    assert (mixed.ignore, mixed.select) == ((), ("number-conflict",))
    assert by_path.for_paths(["wire/c", "ours/b"]) is mixed


def test_later_overrides_go_before_earlier_ones(tmp_path: Path) -> None:
    own = settings(
        tmp_path,
        'ignore = ["negation"]\n[rules.quote-altered]\noverlap = 0.5\nseverity = "error"\n'
        '[[overrides]]\npaths = ["wire/**"]\nignore = ["term-drift"]\nselect = ["quote-altered"]\n'
        "[overrides.rules.quote-altered]\noverlap = 0.25\n"
        '[[overrides]]\npaths = ["*.md"]\nselect = ["V201"]\nlexicons = ["newsroom"]\n'
        '[overrides.rules.quote-altered]\nseverity = "off"\n',
    )
    both = PathSettings(own, tmp_path).for_paths(["wire/a.md"])
    assert both.ignore == ("negation", "term-drift")
    assert (both.select, both.lexicons, both.overrides) == (("V201",), ("newsroom",), ())
    assert both.rules["quote-altered"].severity == "off"
    assert both.rules["quote-altered"].options == {"overlap": 0.25}
    assert PathSettings(own, tmp_path).for_paths(["wire/a.txt"]).rules["quote-altered"].severity == "error"


def test_globs_count_from_the_file_and_paths_from_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = settings(tmp_path, '[[overrides]]\npaths = ["wire/**"]\nignore = ["negation"]\n')
    (tmp_path / "wire").mkdir()
    for base, path in ((tmp_path, "wire/a"), (tmp_path / "wire", "a"), (tmp_path / "x", "../wire/a")):
        assert PathSettings(own, base).for_paths([path]).ignore == ("negation",)
        assert PathSettings(own, base).for_paths([str(tmp_path / "wire" / "a")]).ignore == ("negation",)
    assert PathSettings(own, tmp_path / "x").for_paths(["wire/a"]) is own
    monkeypatch.chdir(tmp_path / "wire")
    assert PathSettings(own).for_paths(["a"]).ignore == ("negation",)


def test_a_folder_with_marks_of_globs_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "[2018]*"
    folder.mkdir()
    own = settings(folder, '[[overrides]]\npaths = ["a.txt"]\nignore = ["negation"]\n')
    assert PathSettings(own, folder).for_paths(["a.txt"]).ignore
    assert not PathSettings(own, tmp_path / "2").for_paths(["a.txt"]).ignore


def test_records_are_known_by_their_file(tmp_path: Path) -> None:
    own = settings(tmp_path, '[[overrides]]\npaths = ["*.jsonl"]\nignore = ["negation"]\n')
    assert PathSettings(own, tmp_path).for_paths(["wire/a.jsonl#7"]).ignore == ("negation",)


def test_variants_foresee_every_mixture(tmp_path: Path) -> None:
    own = settings(
        tmp_path,
        '[[overrides]]\npaths = ["a/**"]\nignore = ["negation"]\n'
        '[[overrides]]\npaths = ["b/**"]\nmatch = "any"\nignore = ["certainty"]\n',
    )
    by_path = PathSettings(own, tmp_path)
    paths = ["a/1", "a/2", "b/1", "c/1"]
    variants = by_path.variants(paths)
    for first in paths:
        for second in paths:
            assert any(v is by_path.for_paths([first, second]) for v in variants)
    assert len(variants) == 3


def test_select_above_the_file_is_a_limit_everywhere(tmp_path: Path) -> None:
    text = '[[overrides]]\npaths = ["wire/**"]\nselect = ["number-conflict"]\nignore = ["negation"]\n'
    assert PathSettings(settings(tmp_path, text), tmp_path).for_paths(["wire/a"]).select == ("number-conflict",)
    own = settings(tmp_path, text, select=["name-spelling"])
    found = PathSettings(own, tmp_path).for_paths(["wire/a"])
    assert (found.select, found.ignore) == (("name-spelling",), ("negation",))


# ------------------------------------------------------------------ complaints


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[overrides]\npaths = []", "overrides is no list of tables. Write [[overrides]], with two brackets."),
        ("overrides = [3]", "[[overrides]] number 1 is no table."),
        ("[[overrides]]\nignore = []", "[[overrides]] number 1: the key paths is missing."),
        (
            '[[overrides]]\npaths = ["a"]\n[[overrides]]\npath = ["a"]',
            "number 2: unknown key path. Did you mean paths?",
        ),
        ('[[overrides]]\npaths = ["a"]\nfail_on = "note"', "unknown key fail_on. Known keys: ignore, lexicons, match,"),
        ('[[overrides]]\npaths = "a"', "number 1: paths is 'a'; it should be a list"),
        ("[[overrides]]\npaths = []", "paths is []"),
        ('[[overrides]]\npaths = ["a"]\nmatch = "some"', 'match is \'some\'. Write "all" or "any".'),
        (
            '[[overrides]]\npaths = ["a"]\nignore = ["negaton"]',
            "number 1: ignore names no rule: 'negaton'. Did you mean",
        ),
        (
            '[[overrides]]\npaths = ["a"]\n[overrides.rules.negaton]',
            "number 1: [overrides.rules.negaton] names no rule. Did you mean negation?",
        ),
        (
            '[[overrides]]\npaths = ["a"]\n[overrides.rules.quote-altered]\noverla = 1',
            "[overrides.rules.quote-altered]: unknown key overla. Did you mean overlap?",
        ),
        ('[[overrides]]\npaths = ["a"]\n[overrides.rules.negation]\nseverity = "x"', "rules.negation.severity is 'x'"),
    ],
)
def test_complaints(text: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, text)
    assert expected in str(caught.value)


# ------------------------------------------------------------------ a run


@pytest.mark.model
def test_levels_and_rules_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("wire/a.txt", 14), ("wire/b.txt", 41), ("ours/c.txt", 77)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FLOOD.format(count=count), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def levels(text: str) -> dict[tuple[str, ...], str]:
        found = run(["."], settings(tmp_path, text)).findings
        return {
            tuple(sorted({p.span.path for p in (f.divergence.primary, *f.divergence.related)})): f.severity.value
            for f in found
            if f.rule == "number-conflict"
        }

    pairs = [("wire/a.txt", "wire/b.txt"), ("ours/c.txt", "wire/a.txt"), ("ours/c.txt", "wire/b.txt")]
    assert levels("") == dict.fromkeys(pairs, "error")
    noted = '[[overrides]]\npaths = ["wire/**"]\n{more}[overrides.rules.number-conflict]\nseverity = "{level}"\n'
    assert levels(noted.format(more="", level="note")) == {**dict.fromkeys(pairs, "error"), pairs[0]: "note"}
    assert levels(noted.format(more="", level="off")) == dict.fromkeys(pairs[1:], "error")
    assert levels(noted.format(more='match = "any"\n', level="note")) == dict.fromkeys(pairs, "note")
    only = 'ignore = ["number-conflict"]\n[[overrides]]\npaths = ["ours/**"]\nmatch = "any"\nselect = ["V201"]\n'
    assert levels(only) == {}, "what is ignored at the top is not brought back by a selection"
