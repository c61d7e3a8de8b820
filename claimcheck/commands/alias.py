"""``claimcheck alias``: names that are one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.deciding import Editor, announce_new, list_entries, place_of_files
from claimcheck.commands.ending import guarded
from claimcheck.console.screen import note
from claimcheck.errors import ConfigError

First = Annotated[str, typer.Argument(metavar="NAME", help="A name, in quotation marks if it has spaces.")]
Second = Annotated[str, typer.Argument(metavar="OTHER", help="The other name of the same person, place or body.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Names that are one: add, list, remove (claimcheck-aliases.txt).",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("add")(add)
    group.command("list")(listing)
    group.command("remove")(remove)
    app.add_typer(group, name="alias")


def add(
    first: First,
    second: Second,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why they are one.")] = "",
    editor: Editor = None,
    config: o.ConfigFile = None,
    quiet: o.Quiet = False,
) -> None:
    """Say that two names are one: that they differ is reported no more, also inside longer names."""
    with guarded(verbose=False):
        from claimcheck.decisions import aliases
        from claimcheck.decisions.editor import editor_name
        from claimcheck.textforms import plain

        _, root = place_of_files(config)
        path = root / aliases.FILE
        existed = path.exists()
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        made = aliases.Alias(plain(first), plain(second), editor_name(editor, root), now, reason.strip())
        new = aliases.add_alias(root, made)
        announce_new(path, existed, quiet)
        if not quiet:
            note(f"“{made.first}” and “{made.second}” are {'one' if new else 'one already'}")


def listing(config: o.ConfigFile = None) -> None:
    """List the aliases: the two names, who said so, when, why."""
    with guarded(verbose=False):
        from claimcheck.decisions.aliases import read_aliases

        _, root = place_of_files(config)
        list_entries(read_aliases(root), lambda a: (a.first, a.second, f"{a.editor}, {a.decided_at.date()}", a.reason))


def remove(first: First, second: Second, config: o.ConfigFile = None, quiet: o.Quiet = False) -> None:
    """Take an alias back; the order of the two names does not matter."""
    with guarded(verbose=False):
        from claimcheck.decisions.aliases import FILE, remove_alias

        _, root = place_of_files(config)
        if not remove_alias(root, first, second):
            raise ConfigError(
                f"There is no alias “{first}” / “{second}” in {FILE}.", "`claimcheck alias list` shows all."
            )
        if not quiet:
            note(f"“{first}” and “{second}” are two names again")
