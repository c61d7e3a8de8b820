"""Settings: ``claimcheck.toml`` or ``[tool.claimcheck]`` of ``pyproject.toml``, the environment, the command line.

The nearest file upwards wins whole; nothing merges. Precedence: command line, ``CLAIMCHECK_*`` variables, file,
defaults. An unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import difflib
import os
import posixpath
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from claimcheck.errors import ConfigError
from claimcheck.files.globs import anchored
from claimcheck.files.presence import is_there, read_regular
from claimcheck.settings.model import HOUSE, PACKAGED_MODELS
from claimcheck.settings.model import Override as Override
from claimcheck.settings.model import RuleSettings as RuleSettings
from claimcheck.settings.model import Settings as Settings

if TYPE_CHECKING:
    from claimcheck.datamodel import Rule

FILE = "claimcheck.toml"
PREFIX = "CLAIMCHECK_"
# Read by the command line itself.
NOT_SETTINGS = frozenset(
    {"CLAIMCHECK_CONFIG", "CLAIMCHECK_DEBUG", "CLAIMCHECK_EDITOR", "CLAIMCHECK_PASSWORD", "CLAIMCHECK_CHROMIUM"}
)

# --------------------------------------------------------------------------- loading


def load(
    start: Path | None = None,
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> tuple[Settings, Path | None]:
    """Settings, and the file they came from.

    ``start`` is the folder where the search begins (the working directory if None), ``file`` replaces the search,
    ``overrides`` come from the command line (``None`` values are not set). Raises ConfigError that names file or
    variable, and key; also where the file alone names a model: it may come from anybody, and a model's folder can hold
    code.
    """
    found, path = layers(start, file=file, environment=environment, overrides=overrides)
    _check_model(found)
    table: dict[str, Any] = {}
    for layer in found:
        table = _merged(table, layer.table)
    if any("select" in layer.table for layer in found if layer.kind != "file"):
        # what was asked for above the file stays a limit wherever a finding shows
        table["overrides"] = [{k: v for k, v in o.items() if k != "select"} for o in table.get("overrides", ())]
    settings = _validated(table, " and ".join(dict.fromkeys(layer.where for layer in found)) or "the defaults")
    house = (path.parent if path is not None else start or Path.cwd()).absolute() / HOUSE
    if is_there(house) and str(house) not in settings.lexicons:
        settings = settings.model_copy(update={"lexicons": (*settings.lexicons, str(house))})
    return settings, path


def _check_model(found: Sequence[Layer]) -> None:
    """Raise ConfigError where the model in force is one that only the file names, and not the packaged one."""
    naming = [layer for layer in found if "model" in layer.table]
    if naming and naming[-1].kind == "file" and naming[-1].table["model"] not in PACKAGED_MODELS:
        raise ConfigError(
            f"{naming[-1].where}: model is {naming[-1].table['model']!r}; a file may only name the packaged "
            f"{PACKAGED_MODELS[0]}.",
            "Take the line out, and name the model with --model or CLAIMCHECK_MODEL.",
        )


class Layer(NamedTuple):
    """What one place sets. ``kind`` is file, environment or command line; ``where`` names it in words."""

    kind: str
    where: str
    table: Mapping[str, Any]


def layers(
    start: Path | None = None,
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> tuple[list[Layer], Path | None]:
    """All that ``load`` merges, each layer valid by itself and the later going before the earlier; and the file."""
    path = file if file is not None else discover(start or Path.cwd())
    if file is not None and not is_there(file):
        raise ConfigError(f"The configuration file {file} does not exist.", "Check the path given to --config.")
    found: list[Layer] = []
    if path is not None:
        found.append(Layer("file", str(path), _read(path)))
    for name, key, value in _variables(os.environ if environment is None else environment):
        found.append(Layer("environment", f"the environment variable {name}", _nested(key, value)))
    if given := {key: value for key, value in (overrides or {}).items() if value is not None}:
        found.append(Layer("command line", "the command line", given))
    for layer in found:
        _validated(layer.table, layer.where)  # by itself, so that an error in it is not blamed on another layer
    if path is not None:
        found[0] = found[0]._replace(table=_anchored(found[0].table, path.parent.absolute()))
    return found, path


def discover(start: Path) -> Path | None:
    """The nearest ``claimcheck.toml``, or ``pyproject.toml`` that has ``[tool.claimcheck]``, from ``start`` upwards.
    Whatever has the first name is the file, also where it cannot be read; ConfigError for a ``pyproject.toml`` that
    cannot be read, since it might be."""
    folder = start.absolute()
    for parent in (folder, *folder.parents):
        if is_there(own := parent / FILE):
            return own
        shared = parent / "pyproject.toml"
        if is_there(shared) and _has_table(shared):
            return shared
    return None


def _has_table(path: Path) -> bool:
    """Whether a pyproject.toml speaks of claimcheck; one that is not TOML is another tool's to complain about, unless
    it seems to be meant for us. Raises ConfigError where that cannot be read."""
    text = _text(path)
    if "claimcheck" not in text:
        return False
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return "[tool.claimcheck" in text
    return isinstance(tool, dict) and "claimcheck" in tool


def _text(path: Path) -> str:
    try:
        return read_regular(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", "Correct the line that it names.") from error
    if path.name == "pyproject.toml":
        tool = table.get("tool")
        if not isinstance(tool, dict) or "claimcheck" not in tool:
            raise ConfigError(f"{path} has no table [tool.claimcheck].", "Write one, or name another file.")
        table = tool["claimcheck"]
    elif set(table) == {"tool"}:
        raise ConfigError(
            f"{path}: the table [tool.claimcheck] belongs in pyproject.toml.", f"In {FILE}, write the keys at the top."
        )
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.claimcheck is not a table.", "Write [tool.claimcheck] above the keys.")
    return table


def _anchored(table: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Relative paths in a file count from that file's folder, wherever the tool is started."""
    out = dict(table)
    if out.get("cache_dir", "auto") not in {"auto", "off"}:
        out["cache_dir"] = str(folder / Path(out["cache_dir"]).expanduser())
    if "overrides" in out:
        base = posixpath.normpath(folder.as_posix())
        out["overrides"] = [{**o, "paths": [anchored(glob, base) for glob in o["paths"]]} for o in out["overrides"]]
    for section in (out, *out.get("overrides", ())):
        if "lexicons" in section:
            section["lexicons"] = [_lexicon_at(name, folder) for name in section["lexicons"]]
    return out


def _lexicon_at(name: str, folder: Path) -> str:
    """A path from that folder; a name that is no file's is that of a shipped lexicon."""
    path = folder / Path(name).expanduser()
    return str(path) if path.is_file() or name.endswith(".toml") else name


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(below)
    for key, value in above.items():
        old = out.get(key)
        out[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return out


# --------------------------------------------------------------------------- environment


def variables() -> dict[str, tuple[str, ...]]:
    """Every variable that sets something, with the key that it sets."""
    found: dict[str, tuple[str, ...]] = {}
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for inner, own in field.annotation.model_fields.items():
                if not (isinstance(own.annotation, type) and issubclass(own.annotation, BaseModel)):
                    found[f"{PREFIX}{name}_{inner}".upper()] = (name, inner)
        elif name not in {"rules", "overrides"}:
            found[f"{PREFIX}{name}".upper()] = (name,)
    return found


def _variables(environment: Mapping[str, str]) -> list[tuple[str, tuple[str, ...], Any]]:
    """Settings found in the environment. A variable that misspells one of ours is an error; any other with our prefix
    is not: Kubernetes sets CLAIMCHECK_PORT and the like for a service of that name."""
    known = variables()
    found: list[tuple[str, tuple[str, ...], Any]] = []
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        if name in known:
            if environment[name].strip():
                found.append((name, known[name], _typed(known[name], environment[name].strip(), name)))
            continue
        ours = [other.removeprefix(PREFIX) for other in (*known, *NOT_SETTINGS)]
        if near := difflib.get_close_matches(name.removeprefix(PREFIX), ours, n=1, cutoff=0.75):
            raise ConfigError(f"The environment variable {name} sets nothing.", f"Did you mean {PREFIX}{near[0]}?")
    return found


def _typed(key: tuple[str, ...], text: str, name: str) -> Any:
    """The text as the key's type: lists are separated by commas."""
    model: type[BaseModel] = Settings
    for part in key[:-1]:
        inner = model.model_fields[part].annotation
        assert isinstance(inner, type)
        model = inner
    default = model.model_fields[key[-1]].get_default(call_default_factory=True)
    if isinstance(default, tuple):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, str):
        return text
    try:
        return int(text) if isinstance(default, int) else float(text)
    except ValueError as error:
        raise ConfigError(f"The environment variable {name} is {text!r}, not a number.", "Correct it.") from error


def _nested(key: Sequence[str], value: Any) -> dict[str, Any]:
    return {key[0]: value if len(key) == 1 else _nested(key[1:], value)}


# --------------------------------------------------------------------------- validation


def _validated(table: Mapping[str, Any], where: str) -> Settings:
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        every = error.errors(include_url=False)
        first = next((e for e in every if e["type"] != "missing"), every[0])  # a misspelled key is not a missing one
        raise _config_error(first["type"], [str(part) for part in first["loc"]], first, where) from error


def _config_error(kind: str, location: list[str], detail: Mapping[str, Any], where: str) -> ConfigError:
    model: type[BaseModel] = Settings
    if location[:1] == ["overrides"]:
        if len(location) == 1:
            return ConfigError(f"{where}: overrides is no list of tables.", "Write [[overrides]], with two brackets.")
        where = f"{where}: [[overrides]] number {int(location[1]) + 1}"
        model, location = Override, location[2:]
        if not location:
            return ConfigError(f"{where} is no table.", "Write [[overrides]], and the keys below it.")
    if kind == "missing":
        return ConfigError(f"{where}: the key {'.'.join(location)} is missing.", "Add it.")
    if kind == "extra_forbidden":
        known = _keys_at(model, location[:-1])
        near = _nearest(location[-1], known)
        advice = f"Did you mean {near}?" if near else f"Known keys: {', '.join(known)}."
        return ConfigError(f"{where}: unknown key {'.'.join(location)}.", advice)
    value = detail["input"]
    shown = repr(list(value) if isinstance(value, tuple) else value)
    if kind == "literal_error":
        location = [part for part in location if not part.startswith("literal[")]
        choices = str(detail["ctx"]["expected"]).replace("'", '"')
        return ConfigError(f"{where}: {'.'.join(location)} is {shown}.", f"Write {choices}.")
    location = [part for part in location if part not in {"float", "str", "tuple"}]
    return ConfigError(f"{where}: {'.'.join(location)} is {shown}; {_complaint(detail)}.", "Correct the value.")


def _complaint(detail: Mapping[str, Any]) -> str:
    """pydantic's message in the words of TOML."""
    if detail["type"] in {"model_type", "dict_type", "mapping_type"}:
        return "it should be a table"
    if detail["type"] == "tuple_type":
        return "it should be a list"
    return re.sub(r"^(?:Input|String|Value) should", "it should", str(detail["msg"]))


def _keys_at(model: Any, location: Iterable[str]) -> list[str]:
    for part in location:
        field = model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        model = field.annotation if field is not None else None
    return sorted(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_form = {name.lower().replace("-", "_"): name for name in known}
    near = difflib.get_close_matches(word.lower().replace("-", "_"), by_form, n=1, cutoff=0.6)
    return by_form[near[0]] if near else None


def check_rules(settings: Settings, rules: Sequence[Rule]) -> None:
    """Raise ConfigError where ``select``, ``ignore`` or a ``[rules.<slug>]`` table, at the top or in an override, names
    a rule or option that is not there, or an option's value has another type than the rule's field. A number is a share
    or a count: finite, and not below zero."""
    _check_rules(settings, rules, "", "rules")
    for n, override in enumerate(settings.overrides, start=1):
        _check_rules(override, rules, f"[[overrides]] number {n}: ", "overrides.rules")


_NUMBERS: dict[type, Any] = {
    float: Annotated[float, Field(ge=0, allow_inf_nan=False)],
    int: Annotated[int, Field(ge=0)],
}


def _check_rules(settings: Settings | Override, rules: Sequence[Rule], where: str, table: str) -> None:
    slugs = [rule.name for rule in rules]
    names = [*slugs, *(rule.code for rule in rules)]
    for key in ("select", "ignore"):
        for name in getattr(settings, key) or ():
            if name not in names:
                raise ConfigError(f"{where}{key} names no rule: {name!r}.", rule_advice(name, names))
    by_slug = dict(zip(slugs, rules, strict=True))
    for slug, own in settings.rules.items():
        if slug not in by_slug:
            raise ConfigError(f"{where}[{table}.{slug}] names no rule.", rule_advice(slug, slugs))
        rule = by_slug[slug]
        own_fields = [f for f in fields(rule) if f.name != "severity" and f.metadata.get("option", True)]
        types = {f.name: type(getattr(rule, f.name)) for f in own_fields}
        for option, value in own.options.items():
            if option not in types:
                near = _nearest(option, ["severity", *types])
                known = ", ".join(["severity", *types])
                advice = f"Did you mean {near}?" if near else f"Known keys: {known}."
                raise ConfigError(f"{where}[{table}.{slug}]: unknown key {option}.", advice)
            try:
                TypeAdapter(_NUMBERS.get(types[option], types[option])).validate_python(value, strict=True)
            except ValidationError as error:
                reason = _complaint(error.errors(include_url=False)[0])
                raise ConfigError(
                    f"{where}[{table}.{slug}]: {option} is {value!r}; {reason}.", "Correct the value."
                ) from error


def rule_advice(name: str, known: Iterable[str]) -> str:
    """What to do about a name that is no rule's."""
    near = _nearest(name, known)
    return (f"Did you mean {near}? " if near else "") + "`claimcheck rule` lists the rules."
