"""``claimcheck init``, ``config show``, ``doctor``: to begin, to see what is in force, to test."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import CLEAN, FAILED, guarded
from claimcheck.console.screen import wants_color, write_out

JsonWanted = Annotated[bool, typer.Option("--json", help="As JSON.")]
_COLORS = {"ok": "32", "warn": "33", "fail": "31"}


def register(app: typer.Typer) -> None:
    app.command()(init)
    config = typer.Typer(
        help="What the settings are, and where each comes from.", no_args_is_help=True, rich_markup_mode=None
    )
    config.command("show")(show)
    app.add_typer(config, name="config")
    app.command()(doctor)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The top of the corpus.", file_okay=False, show_default=False)
    ] = Path(),
) -> None:
    """Write a commented claimcheck.toml, and the lines that git needs. Nothing is overwritten."""
    with guarded(verbose=False):
        from claimcheck.commands.starting import begin

        write_out("".join(f"{line}\n" for line in begin(folder)))


def show(
    fail_on: o.FailOn = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    min_confidence: o.MinConfidence = None,
    config: o.ConfigFile = None,
    model: o.Model = None,
    no_cache: o.NoCache = False,
    as_json: JsonWanted = False,
) -> None:
    """Print every setting in force, as TOML that can be used as it is, each with where it comes from."""
    with guarded(verbose=False):
        from claimcheck.rules import RULES
        from claimcheck.settings.loading import check_rules, load
        from claimcheck.settings.origins import as_toml, settings_in_force

        told = {
            "fail_on": fail_on,
            "select": o.names_in(select),
            "ignore": o.names_in(ignore),
            "min_confidence": min_confidence,
            "model": model,
            "cache_dir": "off" if no_cache else None,
        }
        file = _file(config)
        check_rules(load(file=file, overrides=told)[0], RULES)
        found, source = settings_in_force(RULES, file=file, overrides=told)
        if as_json:
            listed = [{"key": s.key, "value": s.value, "origin": s.origin, "where": s.where} for s in found]
            record = {"file": str(source) if source else None, "settings": listed}
            write_out(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
        else:
            write_out(as_toml(found, source))


def doctor(config: o.ConfigFile = None, as_json: JsonWanted = False) -> None:
    """Test the installation without a network: versions, models, settings, cache, index, one small comparison.

    Exits 2 if a part fails.
    """
    with guarded(verbose=False):
        from claimcheck.commands.doctor import State, examine

        lines = []
        width = len("sentence model")
        for line in examine(file=_file(config)):
            lines.append(line)
            if not as_json:
                state = f"{line.state.value:4}"
                if wants_color(sys.stdout):
                    state = f"\x1b[{_COLORS[line.state.value]}m{state}\x1b[0m"
                rest = f" {line.action}" if line.action else ""
                write_out(f"{state}  {line.name:{width}}  {_shown(line.detail)}{rest}\n")
        if as_json:
            listed = [{"name": x.name, "state": x.state.value, "detail": x.detail, "action": x.action} for x in lines]
            write_out(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        code = FAILED if any(line.state is State.FAIL for line in lines) else CLEAN
    raise typer.Exit(code)


def _file(config: Path | None) -> Path | None:
    return config or (Path(given) if (given := os.environ.get("CLAIMCHECK_CONFIG")) else None)


def _shown(detail: str) -> str:
    """On one line, whatever a path holds."""
    from claimcheck.writers.parts.visible import visible

    text = visible(detail)
    return text if text.endswith(".") else f"{text}."
