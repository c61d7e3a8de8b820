"""The report as one HTML page that needs nothing beside it: no remote part, works from a file.

The page's policy lets run only the script and the styles written here, by their digests; text of pages is escaped, its
controls are made visible, and none of it enters the script.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from claimcheck import __version__
from claimcheck.datamodel import Report, Rule
from claimcheck.writers.html_view import build_page
from claimcheck.writers.outline import LEVELS, plural, rule_page
from claimcheck.writers.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def render_html(report: Report, rules: Mapping[str, Rule]) -> str:
    """The report as a self-contained HTML page, in UTF-8."""
    templates = files("claimcheck.writers") / "templates"
    style, script = ((templates / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    page = build_page(report)
    counted = sorted(page.outline.by_rule.items(), key=lambda item: (-item[1], item[0]))
    return _environment().get_template("report.html.j2").render(
        page=page,
        report=report,
        seen=page.outline,
        levels=LEVELS,
        rules=[(slug, count, rule_page(rules.get(slug))) for slug, count in counted],
        style=style,
        script=script,
        style_digest=_digest(style),
        script_digest=_digest(script),
        version=__version__,
    )  # fmt: skip


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("claimcheck.writers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    made.globals["plural"] = plural
    return made


def _digest(text: str) -> str:
    """As a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
