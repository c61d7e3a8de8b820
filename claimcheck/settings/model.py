"""What a run can be told, as types: every setting with its default. ``config`` loads them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from claimcheck.files.places import users_cache

FailOn = Literal["note", "warning", "error", "never"]
RuleLevel = Literal["note", "warning", "error", "off"]


def _frozen(value: Any) -> Any:
    """TOML's lists as tuples, so that strict validation takes them."""
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_frozen)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


# The names of the packaged encoder, the only ones that a settings file may give: who loads a model trusts its folder.
PACKAGED_MODELS = ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")
HOUSE = "claimcheck-lexicon.toml"  # beside the settings' file: the lexicon that the desk writes and every run reads


# Countries that print on US Letter, by CLDR's supplemental data (paperSize).
_LETTER = re.compile(r"[a-z]{2,3}_(?:BZ|CA|CL|CO|CR|GT|MX|NI|PA|PH|PR|SV|US|VE)\b(?!_)")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Matching(_Table):
    """Thresholds of probability from which articles are one story, and claims say the same. ``None`` is the trained
    model's own."""

    story_threshold: Share | None = None
    claim_threshold: Share | None = None


class Fields(_Table):
    """What the records of JSON Lines, CSV and Parquet files call an article's fields; those not named are looked for
    under their usual names."""

    id: str | None = None
    title: str | None = None
    text: str | None = None
    published: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None


class Reading(_Table):
    """What is read: files with one of ``extensions`` inside folders (a file that is named itself is always read), up to
    ``max_bytes``; ``on_problem`` says whether an unreadable file fails the run (exit 2) or is listed and skipped.
    ``path_patterns`` say what a path tells: "{outlet}/{date}/*"."""

    extensions: Names = (".txt", ".md", ".html", ".htm", ".docx", ".odt", ".rtf", ".eml", ".pdf", ".jsonl")
    path_patterns: Names = ()
    fields: Fields = Fields()
    max_bytes: int = Field(default=20_000_000, gt=0)
    on_problem: Literal["fail", "skip"] = "fail"


class Corpus(_Table):
    """What an addition is held against: files, folders and globs, from the settings file's folder, less ``exclude``.
    Where nobody has named any, less what a repository holds about itself, too: README, requirements, packages."""

    paths: Names = (".",)
    exclude: Names = ()


class RuleSettings(_Table):
    """One rule's level (``None`` is its own) and the options passed to its fields, unchecked until ``check_rules``."""

    severity: RuleLevel | None = None
    options: Mapping[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: Any) -> Any:
        if not isinstance(table, Mapping) or "options" in table:
            return table
        rest = {key: _frozen(value) for key, value in table.items() if key != "severity"}
        return {"options": rest, **({"severity": table["severity"]} if "severity" in table else {})}


class Override(_Table):
    """What holds instead for findings on some paths: globs, from the settings file's folder (absolute once loaded).

    A finding is meant when all of the articles that show it match, or with ``match = "any"`` one of them. Of several
    overrides the later win: ``select`` and ``lexicons`` replace, ``ignore`` adds, a rule's level and options replace
    those of the same name.
    """

    paths: Names = Field(min_length=1)
    match: Literal["all", "any"] = "all"
    select: Names | None = None
    ignore: Names = ()
    lexicons: Names | None = None
    rules: Mapping[str, RuleSettings] = {}


class Settings(_Table):
    """Everything a run can be told. ``cache_dir`` is "auto" (the platform's cache folder), "off", or a path.
    ``jobs`` are the cores to work on, 0 for all; ``device`` is where the encoder runs, as torch names it.
    ``our_copy`` is a file or an outlet: the reader's own, which the report leads with. ``paper`` is what reports are
    printed on; "auto" goes by ``LC_ALL``, then ``LC_PAPER``, and is A4 where they name no country of US Letter.
    ``overrides`` say what holds for some paths (``pathsettings`` applies them)."""

    model: str = PACKAGED_MODELS[0]
    cache_dir: str = Field(default="auto", min_length=1)
    jobs: int = Field(default=0, ge=0)
    device: str = Field(default="cpu", min_length=1)
    fail_on: FailOn = "error"
    select: Names = ()
    ignore: Names = ()
    min_confidence: Share = 0.0
    our_copy: str = ""
    paper: Literal["auto", "a4", "letter"] = "auto"
    lexicons: Names = ()
    matching: Matching = Matching()
    reading: Reading = Reading()
    corpus: Corpus = Corpus()
    rules: Mapping[str, RuleSettings] = {}
    overrides: Annotated[tuple[Override, ...], BeforeValidator(_frozen)] = ()

    @property
    def sheet(self) -> str:
        """The paper, "a4" or "letter"."""
        if self.paper != "auto":
            return self.paper
        named = os.environ.get("LC_ALL") or os.environ.get("LC_PAPER") or ""
        return "letter" if _LETTER.match(named) else "a4"

    @property
    def cache_folder(self) -> Path | None:
        """Where caches go, or None."""
        if self.cache_dir == "off":
            return None
        return users_cache() if self.cache_dir == "auto" else Path(self.cache_dir).expanduser()

    @property
    def models_folder(self) -> Path | None:
        """Where what is made of a model's weights goes, the user's for every corpus, or None."""
        return None if self.cache_dir == "off" else users_cache()
