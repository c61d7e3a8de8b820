"""``claimcheck rule``: the pages of the rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands.ending import guarded
from claimcheck.console.screen import write_out

if TYPE_CHECKING:
    from claimcheck.datamodel import Rule


def register(app: typer.Typer) -> None:
    app.command()(rule)


def rule(
    name: Annotated[
        str | None, typer.Argument(metavar="[SLUG|CODE]", help="A rule's slug or code; all are listed without.")
    ] = None,
) -> None:
    """Print a rule's page: what it finds, an example, what it leaves alone, its options."""
    with guarded(verbose=False):
        from claimcheck.rules import RULES

        if name is None:
            width = max(len(r.name) for r in RULES)
            lines = [f"{r.code}  {r.name:{width}}  {_level(r):7}  {_summary(r)}" for r in RULES]
            write_out("\n".join(lines) + "\n")
            return
        for known in RULES:
            if name.lower() in {known.name, known.code.lower()}:
                write_out((sys.modules[type(known).__module__].__doc__ or "").strip() + "\n")
                return
        from claimcheck.errors import ConfigError
        from claimcheck.settings.loading import rule_advice

        raise ConfigError(
            f"There is no rule {name!r}.", rule_advice(name, [n for r in RULES for n in (r.name, r.code)])
        )


def _level(rule: Rule) -> str:
    """The level that it has as shipped."""
    return rule.severity.value if rule.default_on else "off"


def _summary(rule: Rule) -> str:
    """The first line of the rule's page, after its name."""
    head = (sys.modules[type(rule).__module__].__doc__ or "").split("\n\n", 1)[0]
    return " ".join(head.partition(": ")[2].split())
