"""Every setting in force, with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from claimcheck.datamodel import Rule
from claimcheck.files.globs import escaped
from claimcheck.settings.loading import layers, load
from claimcheck.settings.model import Override, Settings


@dataclass(frozen=True, slots=True)
class InForce:
    """``key`` is dotted ("matching.claim_threshold", "rules.negation.severity", "overrides"), ``value`` as in TOML
    (None: not set). ``origin`` is default, file, environment or command line; ``where`` names the file
    or variable."""

    key: str
    value: Any
    origin: str
    where: str = ""


def settings_in_force(
    rules: Sequence[Rule],
    start: Path | None = None,
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> tuple[tuple[InForce, ...], Path | None]:
    """Settings and the options of every rule, in the order of ``configs/default.toml``; and the file. Arguments and
    errors are those of ``config.load``."""
    told = {"start": start, "file": file, "environment": environment, "overrides": overrides}
    settings, source = load(**told)  # type: ignore[arg-type]
    found, _ = layers(**told)  # type: ignore[arg-type]

    def origin(*keys: str) -> tuple[str, str]:
        for layer in reversed(found):
            table: Any = layer.table
            for key in keys:
                table = table.get(key, _NOTHING) if isinstance(table, Mapping) else _NOTHING
            if table is not _NOTHING:
                return layer.kind, layer.where.removeprefix("the environment variable ")
        return "default", ""

    listed = [InForce(".".join(keys), value, *origin(*keys)) for keys, value in _plain(settings)]
    for rule in rules:
        own = settings.rules.get(rule.name)
        level = own.severity if own is not None and own.severity is not None else rule.severity.value
        listed.append(InForce(f"rules.{rule.name}.severity", level, *origin("rules", rule.name, "severity")))
        for field in fields(rule):
            if field.name == "severity" or not isinstance(getattr(rule, field.name), _SIMPLE):
                continue  # the level stands above; what a file cannot say is no setting
            value = own.options.get(field.name) if own is not None and field.name in own.options else None
            value = _listed(getattr(rule, field.name) if value is None else value)
            listed.append(InForce(f"rules.{rule.name}.{field.name}", value, *origin("rules", rule.name, field.name)))
    if settings.overrides:
        folder = source.parent.absolute().as_posix() if source is not None else ""
        tables = [_override(o, f"{escaped(folder)}/") for o in settings.overrides]
        listed.append(InForce("overrides", tables, *origin("overrides")))
    return tuple(listed), source


_NOTHING: Any = object()
_SIMPLE = (bool, int, float, str, tuple, list, Mapping)


def _plain(settings: Settings) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What is neither a rule's nor an override's, keys of their own before tables."""
    tables = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if name in {"rules", "overrides"}:
            continue
        if hasattr(value, "model_dump"):
            tables.append((name, value))
        else:
            yield (name,), _listed(value)
    for name, table in tables:
        yield from _leaves((name,), table.model_dump())


def _leaves(keys: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Values of a table, then those of the tables in it."""
    for inner, value in table.items():
        if not isinstance(value, Mapping):
            yield (*keys, inner), _listed(value)
    for inner, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves((*keys, inner), value)


def _override(override: Override, folder: str) -> dict[str, Any]:
    table: dict[str, Any] = {"paths": [path.removeprefix(folder) for path in override.paths]}
    for name in ("match", "select", "ignore", "lexicons"):
        if (value := getattr(override, name)) is not None:
            table[name] = _listed(value)
    for slug, own in override.rules.items():
        level = {} if own.severity is None else {"severity": own.severity}
        table.setdefault("rules", {})[slug] = {**level, **{key: _listed(v) for key, v in own.options.items()}}
    return table


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, (list, tuple)) else value


# --------------------------------------------------------------------------- as TOML


def as_toml(found: Sequence[InForce], source: Path | None) -> str:
    """The settings as a claimcheck.toml that says the same; where each comes from stands behind it."""
    lines = [f"# {source}" if source is not None else "# No claimcheck.toml was found: these are the defaults."]
    table = ""
    for setting in found:
        origin = f"  # {setting.origin}" + (f" {setting.where}" if setting.origin == "environment" else "")
        if setting.key == "overrides":
            for override in setting.value:
                lines += ["", f"[[overrides]]{origin}", *_tables(override, "overrides")]
            continue
        parent, _, key = setting.key.rpartition(".")
        if parent != table:
            lines += ["", f"[{parent}]"]
            table = parent
        if setting.value is None:
            lines.append(f"# {key} is not set{origin}")
        else:
            lines.append(f"{key} = {_value(setting.value)}{origin}")
    return "\n".join(lines) + "\n"


def _tables(table: Mapping[str, Any], name: str) -> Iterator[str]:
    for key, value in table.items():
        if key != "rules":
            yield f"{key} = {_value(value)}"
    for slug, own in table.get("rules", {}).items():
        yield f"[{name}.rules.{slug}]"
        yield from (f"{key} = {_value(value)}" for key, value in own.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{json.dumps(k)} = {_value(v)}' for k, v in value.items())} }}" if value else "{}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
