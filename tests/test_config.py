from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from claimcheck.errors import ConfigError
from claimcheck.lexicons.files import lexicon_of
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings, check_rules, discover, load, variables
from claimcheck.settings.model import PACKAGED_MODELS


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(file: Path, **more: Any) -> Settings:
    return load(file=file, environment=more.pop("environment", {}), **more)[0]


def complaint(text: str, tmp_path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(write(tmp_path / "claimcheck.toml", text))
    assert "claimcheck.toml" in caught.value.message
    assert caught.value.action
    return str(caught.value)


# ------------------------------------------------------------------ shipped files


def test_default_file_equals_the_defaults(root: Path) -> None:
    assert loaded(root / "configs" / "default.toml") == Settings()


def test_default_file_names_every_setting(root: Path) -> None:
    text = (root / "configs" / "default.toml").read_text(encoding="utf-8")
    for key in variables().values():
        assert re.search(rf"^(?:# )?{key[-1]} = ", text, re.M), key


def test_reading_defaults_equal_those_of_the_stage() -> None:
    from claimcheck.reading.files import Reading

    assert Settings().reading.extensions == Reading().extensions
    assert Settings().reading.max_bytes == Reading().max_bytes


def test_model_default_equals_that_of_the_stage() -> None:
    from claimcheck.embedding import weights
    from claimcheck.embedding.weights import PACKAGED

    assert Settings().model == PACKAGED
    assert set(PACKAGED_MODELS) == weights._ALIASES


@pytest.mark.parametrize("name", ["default.toml", "strict.toml"])
def test_shipped_files_name_known_rules(name: str, root: Path) -> None:
    check_rules(loaded(root / "configs" / name), RULES)


def test_commented_examples_of_the_default_file_are_valid(root: Path, tmp_path: Path) -> None:
    text = (root / "configs" / "default.toml").read_text(encoding="utf-8")
    live = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.M)
    settings = loaded(write(tmp_path / "claimcheck.toml", live))
    check_rules(settings, RULES)
    assert settings.matching.story_threshold == 0.5
    assert settings.rules["number-conflict"].severity == "warning"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().model = "other"  # type: ignore[misc]


# ------------------------------------------------------------------ discovery


def test_nearest_file_wins_whole(tmp_path: Path) -> None:
    write(tmp_path / "claimcheck.toml", 'fail_on = "note"\nmin_confidence = 0.5\n')
    near = write(tmp_path / "a" / "claimcheck.toml", 'fail_on = "warning"\n')
    inside = tmp_path / "a" / "b"
    inside.mkdir()
    settings, path = load(inside, environment={})
    assert path == near
    assert (settings.fail_on, settings.min_confidence) == ("warning", 0.0)


def test_own_file_goes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.claimcheck]\nfail_on = "note"\n')
    assert load(tmp_path, environment={})[0].fail_on == "note"
    own = write(tmp_path / "claimcheck.toml", "")
    assert discover(tmp_path) == own


def test_pyproject_without_the_table_is_passed_over(tmp_path: Path) -> None:
    own = write(tmp_path / "claimcheck.toml", "")
    write(tmp_path / "a" / "pyproject.toml", '[project]\nname = "claimcheck-user"\n')
    write(tmp_path / "a" / "b" / "pyproject.toml", "not TOML at all")
    assert discover(tmp_path / "a" / "b") == own


def test_broken_pyproject_meant_for_us_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.claimcheck]\nfail_on = note\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml is not valid TOML"):
        load(tmp_path, environment={})


def test_given_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml does not exist"):
        loaded(tmp_path / "nowhere.toml")


SOMETHING_ELSE = ["folder", "dangling link", "link to itself", "pipe", "unreadable"]


def put(kind: str, path: Path) -> None:
    """Something that has the file's name and is no file that can be read."""
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "unreadable":
        path.write_text("", encoding="utf-8")
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything")
    else:
        path.symlink_to(path if kind == "link to itself" else path.parent / "nowhere")


@pytest.mark.parametrize("kind", SOMETHING_ELSE)
@pytest.mark.parametrize("name", ["claimcheck.toml", "pyproject.toml"])
def test_what_has_the_files_name_is_not_passed_over(name: str, kind: str, tmp_path: Path) -> None:
    write(tmp_path / "claimcheck.toml", 'fail_on = "never"\n')
    inside = tmp_path / "strict"
    inside.mkdir()
    put(kind, inside / name)
    with pytest.raises(ConfigError) as caught:
        load(inside, environment={})
    assert f"strict/{name}" in caught.value.message and caught.value.action


@pytest.mark.parametrize("kind", SOMETHING_ELSE)
def test_a_given_file_is_a_file(kind: str, tmp_path: Path) -> None:
    put(kind, tmp_path / "own.toml")
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path / "own.toml")
    assert "own.toml" in caught.value.message and "does not exist" not in caught.value.message


def test_pyproject_in_another_encoding_may_be_meant_for_us(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes('[tool.claimcheck]\nfail_on = "note"\n'.encode("utf-16"))
    with pytest.raises(ConfigError, match=r"pyproject\.toml is not UTF-8"):
        load(tmp_path, environment={})


def test_a_given_pyproject_has_the_table(tmp_path: Path) -> None:
    for text in ('[project]\nname = "x"\n', "tool = 3\n"):
        with pytest.raises(ConfigError, match=r"pyproject\.toml has no table"):
            loaded(write(tmp_path / "pyproject.toml", text))


@pytest.mark.parametrize("kind", SOMETHING_ELSE)
def test_what_has_the_lexicons_name_is_not_passed_over(kind: str, tmp_path: Path) -> None:
    write(tmp_path / "claimcheck.toml", "")
    put(kind, tmp_path / "claimcheck-lexicon.toml")
    with pytest.raises(ConfigError, match=r"claimcheck-lexicon\.toml (is|cannot be read)"):
        lexicon_of(load(tmp_path, environment={})[0].lexicons)


def test_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    assert loaded(write(tmp_path / "claimcheck.toml", '\ufefffail_on = "note"\n')).fail_on == "note"


def test_paths_count_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "corpus" / "claimcheck.toml", 'cache_dir = ".cache"\n')
    monkeypatch.chdir(tmp_path)
    settings = loaded(file)
    assert settings.cache_folder == tmp_path / "corpus" / ".cache"


# ------------------------------------------------------------------ precedence


def test_precedence(tmp_path: Path) -> None:
    file = write(tmp_path / "claimcheck.toml", 'fail_on = "note"\n[reading]\nmax_bytes = 5\n')
    environment = {"CLAIMCHECK_FAIL_ON": "warning", "CLAIMCHECK_READING_ON_PROBLEM": "skip"}
    assert loaded(file).fail_on == "note"
    assert loaded(file, environment=environment).fail_on == "warning"
    top = loaded(file, environment=environment, overrides={"fail_on": "never", "select": None})
    assert (top.fail_on, top.reading.max_bytes, top.reading.on_problem) == ("never", 5, "skip")


def test_environment_is_typed() -> None:
    settings, path = load(
        Path("/"),
        environment={
            "CLAIMCHECK_SELECT": "name-conflict, V201",
            "CLAIMCHECK_MIN_CONFIDENCE": "0.25",
            "CLAIMCHECK_MATCHING_CLAIM_THRESHOLD": "0.7",
            "CLAIMCHECK_READING_MAX_BYTES": "10",
            "CLAIMCHECK_CACHE_DIR": "off",
            "CLAIMCHECK_MODEL": "",  # empty is unset
        },
    )
    assert path is None
    assert settings.select == ("name-conflict", "V201")
    assert (settings.min_confidence, settings.matching.claim_threshold) == (0.25, 0.7)
    assert settings.reading.max_bytes == 10
    assert settings.cache_folder is None
    assert settings.model == Settings().model


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CLAIMCHECK_FAIL_ON", "loud", "environment variable CLAIMCHECK_FAIL_ON: fail_on is 'loud'"),
        ("CLAIMCHECK_MIN_CONFIDENCE", "high", "CLAIMCHECK_MIN_CONFIDENCE is 'high', not a number"),
        ("CLAIMCHECK_MIN_CONFIDENCE", "nan", "min_confidence"),
        ("CLAIMCHECK_MIN_CONFIDENCE", "inf", "min_confidence"),
        ("CLAIMCHECK_MATCHING_STORY_THRESHOLD", "nan", "matching.story_threshold"),
        ("CLAIMCHECK_MATCHING_CLAIM_THRESHOLD", "-inf", "matching.claim_threshold"),
        ("CLAIMCHECK_FAILON", "note", "Did you mean CLAIMCHECK_FAIL_ON?"),
    ],
)
def test_wrong_variables(name: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(Path("/"), environment={name: value})
    assert expected in str(caught.value)


def test_variables_of_others_are_left_alone() -> None:
    environment = {"CLAIMCHECK_PORT": "tcp://10.0.0.1:80", "CLAIMCHECK_HOST": "10.0.0.1", "CLAIMCHECK_DEBUG": "1"}
    assert load(Path("/"), environment=environment)[0] == Settings()


def test_cache_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Settings().cache_folder == tmp_path / "claimcheck"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, says the specification
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings().cache_folder == tmp_path / ".cache" / "claimcheck"


# ------------------------------------------------------------------ complaints


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('fail-on = "note"', "unknown key fail-on. Did you mean fail_on?"),
        ('fail_om = "note"', "unknown key fail_om. Did you mean fail_on?"),
        ("xyzzy = 1", "unknown key xyzzy. Known keys: cache_dir, corpus, device, fail_on,"),
        ("[matching]\nclaim_treshold = 0.5", "unknown key matching.claim_treshold. Did you mean claim_threshold?"),
        ('fail_on = "loud"', 'fail_on is \'loud\'. Write "note", "warning", "error" or "never".'),
        ("matching.claim_threshold = 7", "matching.claim_threshold is 7; it should be less than or equal to 1"),
        ("min_confidence = nan", "min_confidence is nan"),
        ("matching.story_threshold = nan", "matching.story_threshold is nan"),
        ("matching.claim_threshold = inf", "matching.claim_threshold is inf"),
        ('select = "name-conflict"', "select is 'name-conflict'; it should be a list"),
        ("select = [1]", "select.0 is 1; it should be a valid string"),
        ("reading = 3", "reading is 3; it should be a table"),
        ("rules.negation = 3", "rules.negation is 3; it should be a table"),
        ('[rules.negation]\nseverity = "loud"', "rules.negation.severity is 'loud'"),
        ("[reading]\nmax_bytes = 0", "reading.max_bytes is 0; it should be greater than 0"),
        ("cache_dir = 3", "cache_dir is 3; it should be a valid string"),
        ("fail_on = note", "is not valid TOML"),
        ("[tool.claimcheck]\n", "belongs in pyproject.toml"),
    ],
)  # fmt: skip
def test_complaints(text: str, expected: str, tmp_path: Path) -> None:
    assert expected in complaint(text, tmp_path)


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "claimcheck.toml"
    file.write_bytes(b'model = "caf\xe9"\n')
    with pytest.raises(ConfigError, match="is not UTF-8"):
        loaded(file)


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('select = ["name-conflit"]', "Did you mean name-conflict?"),
        ('ignore = ["V20"]', "ignore names no rule: 'V20'"),
        ("[rules.name-conflit]\n", "[rules.name-conflit] names no rule. Did you mean name-conflict?"),
        (
            "[rules.alternate-name]\nagreemnt = 1",
            "unknown key agreemnt. Did you mean agreement?",
        ),
        ('[rules.alternate-name]\nagreement = "much"', "[rules.alternate-name]: agreement is 'much'"),
    ],
)
def test_wrong_rules(text: str, expected: str, tmp_path: Path) -> None:
    settings = loaded(write(tmp_path / "claimcheck.toml", text))
    with pytest.raises(ConfigError) as caught:
        check_rules(settings, RULES)
    assert expected in str(caught.value)


def test_rule_options(tmp_path: Path) -> None:
    settings = loaded(write(tmp_path / "claimcheck.toml", '[rules.alternate-name]\nseverity = "off"\nagreement = 1\n'))
    check_rules(settings, RULES)
    own = settings.rules["alternate-name"]
    assert (own.severity, dict(own.options)) == ("off", {"agreement": 1})


@pytest.mark.parametrize("value", ["nan", "-nan", "inf", "-inf", "1e999", "-0.1"])
def test_options_are_numbers_that_mean_something(value: str, tmp_path: Path) -> None:
    """Whatever the rule and the table: a comparison with nan is never true, and so turns a rule off unseen."""
    for rule in RULES:
        for option in fields(rule):  # type: ignore[arg-type]
            if type(getattr(rule, option.name)) not in (float, int):
                continue
            for table in (f"[rules.{rule.name}]", f"[[overrides]]\npaths = ['*']\n[overrides.rules.{rule.name}]"):
                settings = loaded(write(tmp_path / "claimcheck.toml", f"{table}\n{option.name} = {value}\n"))
                with pytest.raises(ConfigError, match=rf"{rule.name}\]: {option.name} is .*; it should be"):
                    check_rules(settings, RULES)


# ------------------------------------------------------------------ the model


def test_a_file_alone_names_no_model_but_the_packaged_one(tmp_path: Path) -> None:
    own = "./evil"
    for file in ("claimcheck.toml", "pyproject.toml"):
        table = "[tool.claimcheck]\n" if file == "pyproject.toml" else ""
        path = write(tmp_path / file, f"{table}model = '{own}'\n")
        with pytest.raises(ConfigError, match=rf"{file}: model is './evil'.*--model or CLAIMCHECK_MODEL"):
            loaded(path)
        assert loaded(path, environment={"CLAIMCHECK_MODEL": own}).model == own
        assert loaded(path, overrides={"model": "some/model"}).model == "some/model"
    for name in PACKAGED_MODELS:
        assert loaded(write(tmp_path / "claimcheck.toml", f"model = '{name}'\n")).model == name
