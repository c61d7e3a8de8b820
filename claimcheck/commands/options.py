"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.console.screen import note

if TYPE_CHECKING:
    from claimcheck.console.outputs import Output
    from claimcheck.settings.loading import Settings

OutputFormats = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT[=PATH]",
        help="text, html, docx, xlsx, pdf, brief, markdown, csv, json, jsonl, sarif, junit, rdjsonl, github, "
        "github-summary, github-suggestions, gitlab; to stdout, or to PATH. Repeatable.  [default: text]",
    ),
]
OutputFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--output-file", "-o", metavar="PATH",
        help="Write to PATH, in the format that its name ends in: report.html, report.docx, … Repeatable.",
    ),
]  # fmt: skip
FailOn = Annotated[
    str | None,
    typer.Option(metavar="LEVEL", help="Exit 1 at findings of this level: note, warning, error, never."),
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever the findings; errors stay 2.")]
Select = Annotated[
    list[str] | None, typer.Option(metavar="RULE,...", help="Only these rules, by slug or code. Repeatable.")
]
Ignore = Annotated[list[str] | None, typer.Option(metavar="RULE,...", help="Not these rules. Repeatable.")]
MinConfidence = Annotated[
    float | None,
    typer.Option(metavar="SHARE", help="Drop findings that state a confidence below this, 0 to 1."),
]
Ours = Annotated[
    str | None,
    typer.Option("--ours", metavar="FILE|OUTLET", help="Our copy: what others contradict in it leads."),
]
ConfigFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Settings from this file, not from the nearest claimcheck.toml.")
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FOLDER", help="The sentence encoder, where it is not the packaged one; or CLAIMCHECK_MODEL."
    ),
]
Jobs = Annotated[int | None, typer.Option(metavar="N", min=0, help="Cores to work on; 0 is every one, as without.")]
Device = Annotated[
    str | None, typer.Option(metavar="NAME", help="Where the encoder runs, as torch names it.  [default: cpu]")
]
Engine = Annotated[
    str, typer.Option("--engine", metavar="local|ray", help="What runs the stages; ray: many processes or machines.")
]
Address = Annotated[
    str | None, typer.Option(metavar="HOST:PORT|auto", help="With --engine ray: the cluster, not this machine alone.")
]
Shards = Annotated[
    str | None, typer.Option(metavar="FOLDER|URL", help="With --engine ray: where its Parquet files are kept.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Nothing to read, or nothing to compare, is no error.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only the report and errors.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say which settings are used; show traces of internal errors.")
]


@dataclass(frozen=True, slots=True)
class Options:
    """What a command that makes a report was told. ``root`` is the folder of the settings' file, else the working
    directory: the corpus begins there."""

    settings: Settings
    outputs: tuple[Output, ...]
    source: Path | None
    root: Path


def settled(
    *,
    output_format: Sequence[str] | None = None,
    output_file: Sequence[str] | None = None,
    fail_on: str | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    min_confidence: float | None = None,
    ours: str | None = None,
    config: Path | None = None,
    model: str | None = None,
    no_cache: bool = False,
    jobs: int | None = None,
    device: str | None = None,
    verbose: bool = False,
) -> Options:
    """Options checked, before any long work. Raises ConfigError."""
    from claimcheck.console.outputs import check_possible, check_writable, parse_outputs, with_files
    from claimcheck.lexicons.files import lexicon_of
    from claimcheck.rules import RULES
    from claimcheck.settings.loading import check_rules, load
    from claimcheck.writers import BINARY, WRITERS

    settings, source = load(
        file=config or (Path(given) if (given := os.environ.get("CLAIMCHECK_CONFIG")) else None),
        overrides={
            "fail_on": fail_on,
            "select": names_in(select),
            "ignore": names_in(ignore),
            "min_confidence": min_confidence,
            "our_copy": ours,
            "model": model,
            "jobs": jobs,
            "device": device,
            "cache_dir": "off" if no_cache else None,
        },
    )
    check_rules(settings, RULES)
    for named in (settings.lexicons, *(override.lexicons or () for override in settings.overrides)):
        lexicon_of(named)
    outputs = parse_outputs(with_files(output_format, output_file, WRITERS) or ["text"], WRITERS)
    check_possible(outputs, BINARY)
    check_writable(outputs)
    if verbose:
        note(f"settings from {source}" if source else "settings: defaults, no claimcheck.toml was found")
    return Options(settings, outputs, source, (source.parent if source else Path.cwd()).absolute())


def looked_at(told: Options, paths: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """What a run reads besides what every run does: the folders or files of its paths (of a glob the folder that it
    searches); the settings' file, lexicons, and the articles of the baseline, which may be gone."""
    from claimcheck.decisions.baseline import read_baseline
    from claimcheck.reading.listing import searched

    overridden = [name for override in told.settings.overrides for name in override.lexicons or ()]
    articles = {article.rpartition("#")[0] for entry in read_baseline(told.root).entries for article in entry.articles}
    return [searched(Path(path)) for path in paths], [
        *([told.source] if told.source else ()),
        *(Path(name).expanduser() for name in (*told.settings.lexicons, *overridden)),
        *(told.root / name for path in articles for name in {path, path.rpartition("#")[0]} - {""}),
    ]


def names_in(given: Sequence[str] | None) -> list[str] | None:
    """``--select a,b --select c`` as one list; None where the option was not given."""
    return None if not given else [part.strip() for text in given for part in text.split(",") if part.strip()]
