"""The report as one HTML page that needs nothing beside it: no remote part, works from a file.

The page's policy lets run only the script and the styles written here, by their digests. Text of pages travels as JSON
that no tag can end, its controls are made visible, and the script shows it as text alone. The desk serves the same page
with its endpoint in it (docs/desk-protocol.md).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from claimcheck import __version__
from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.html_data import Encoded, encode
from claimcheck.writers.parts.outline import State, plural

if TYPE_CHECKING:
    from jinja2 import Environment

# One script, in this order: each file uses what stands before it.
SCRIPTS = ("dom", "model", "state", "list", "markdown", "card", "facts", "texts", "story", "overview", "desk", "main")
_PAGES = {"a4": "A4", "letter": "letter"}  # as CSS calls them
_HARMLESS = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a page served by the desk sends decisions. ``endpoint`` is a path on its own origin, without a slash at
    its end; ``editor`` the name that decisions are written under."""

    endpoint: str
    token: str
    editor: str = ""


def render_html(report: Report, rules: Mapping[str, Rule], desk: Desk | None = None) -> str:
    """The report as a self-contained HTML page, in UTF-8."""
    encoded = encode(report, rules)
    return _environment().get_template("report.html.j2").render(
        data=_embedded(encoded.data),
        rest=_embedded(encoded.rest),
        desk=_embedded(asdict(desk)) if desk else "",
        summary=_summary(encoded),
        title=encoded.title,
        policy=policy(desk=desk is not None),
        style=_style(report.paper),
        script=_script(),
        version=__version__,
    )  # fmt: skip


def page_data(report: Report, rules: Mapping[str, Rule]) -> str:
    """What the page shows, as JSON: the desk sends it to a page that is open."""
    return _json(encode(report, rules).whole())


def policy(*, desk: bool = False) -> str:
    """The page's content security policy; the desk's page may ask its own origin."""
    ask = "; connect-src 'self'" if desk else ""
    styles = " ".join(f"'{_digest(_style(paper))}'" for paper in _PAGES)
    return (
        f"default-src 'none'; script-src '{_digest(_script())}'; style-src {styles}{ask}; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _style(paper: str) -> str:
    return "\n" + _template("report.css").replace("__PAPER__", _PAGES[paper])


@functools.cache
def _script() -> str:
    parts = "\n".join(_template(f"report-{name}.js") for name in SCRIPTS)
    return f'\n(() => {{\n"use strict";\n{parts}\n}})();\n'


def _template(name: str) -> str:
    return (files("claimcheck.writers") / "templates" / name).read_text(encoding="utf-8")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _embedded(data: Any) -> str:
    """JSON that no parser of HTML can take for a tag, a comment or an entity."""
    return _json(data).translate(_HARMLESS)


def _summary(encoded: Encoded) -> str:
    counted = (plural(encoded.new, "new finding"), plural(encoded.stories, "story", "stories"))
    told = f"{counted[0]} in {counted[1]}, {plural(encoded.articles, 'article')}."
    return f"Nothing could be compared: this is no pass. {told}" if encoded.state is State.NOTHING_COMPARED else told


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("claimcheck.writers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _digest(text: str) -> str:
    """As a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
