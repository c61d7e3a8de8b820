"""``claimcheck story``: which articles are one story."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.deciding import Editor, announce_new, list_entries, place_of_files
from claimcheck.commands.ending import guarded
from claimcheck.console.screen import note
from claimcheck.errors import ConfigError

if TYPE_CHECKING:
    from claimcheck.settings.loading import Settings

First = Annotated[str, typer.Argument(metavar="ARTICLE", help="A file, or FILE#N for its Nth article.")]
Second = Annotated[str, typer.Argument(metavar="OTHER", help="Another, of the story that is meant.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Which articles are one story: join, part, list, remove (claimcheck-stories.txt).",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("join")(join)
    group.command("part")(part)
    group.command("list")(listing)
    group.command("remove")(remove)
    app.add_typer(group, name="story")


def join(
    first: First,
    second: Second,
    reason: Reason = "",
    editor: Editor = None,
    config: o.ConfigFile = None,
    quiet: o.Quiet = False,
) -> None:
    """Say that two articles, with the stories they are in, are one story, whatever their likeness."""
    _decide("one", first, second, reason, editor, config, quiet)


def part(
    first: First,
    second: Second,
    reason: Reason = "",
    editor: Editor = None,
    config: o.ConfigFile = None,
    quiet: o.Quiet = False,
) -> None:
    """Say that ARTICLE is no part of the story that OTHER is in."""
    _decide("apart", first, second, reason, editor, config, quiet)


def _decide(
    verdict: str, first: str, second: str, reason: str, editor: str | None, config: Path | None, quiet: bool
) -> None:
    with guarded(verbose=False):
        from claimcheck.datamodel import StoryDecision
        from claimcheck.decisions import stories
        from claimcheck.decisions.editor import editor_name

        settings, root = place_of_files(config)
        (one, text), (other, other_text) = (_article(given, settings, root) for given in (first, second))
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        name = editor_name(editor, root)
        path = root / stories.FILE
        existed = path.exists()
        made = StoryDecision(verdict, (text, other_text), (one, other), name, now, reason.strip())
        earlier = stories.add_story_decision(root, made)
        announce_new(path, existed, quiet)
        if not quiet:
            told = "{} and {} are one story" if verdict == "one" else "{} is no part of the story of {}"
            note(told.format(one, other))
            for gone in earlier:
                note(f"in place of “{gone.verdict}” by {gone.editor} on {gone.decided_at.date()}")


def listing(config: o.ConfigFile = None) -> None:
    """List the decisions: one or apart, the two articles, who said so, when, why."""
    with guarded(verbose=False):
        from claimcheck.decisions.stories import read_story_decisions

        _, root = place_of_files(config)
        list_entries(
            read_story_decisions(root),
            lambda d: (d.verdict, *d.articles, f"{d.editor}, {d.decided_at.date()}", d.reason),
        )


def remove(first: First, second: Second, config: o.ConfigFile = None, quiet: o.Quiet = False) -> None:
    """Take back what was decided on two articles; their order does not matter, and they need not be there."""
    with guarded(verbose=False):
        from claimcheck.decisions import stories

        settings, root = place_of_files(config)
        named = []
        for given in (first, second):
            try:
                named.append(_article(given, settings, root))
            except ConfigError:
                named.append((given if "#" in given else f"{given}#1", ""))
        pairs = [(one, other) for one in named[0] for other in named[1] if one and other]
        taken = [d for one, other in pairs for d in stories.remove_story_decisions(root, one, other)]
        if not taken:
            raise ConfigError(
                f"Nothing was decided on {first} and {second} in {stories.FILE}.", "`claimcheck story list` shows all."
            )
        for decision in taken if not quiet else ():
            note(f"took back: “{decision.verdict}” by {decision.editor} on {' and '.join(decision.articles)}")


def _article(given: str, settings: Settings, root: Path) -> tuple[str, str]:
    """The id of the article that was named, and its text by which a decision knows it. Raises ConfigError."""
    from claimcheck.claims.extract import claims_of
    from claimcheck.engine.whole_run import reading_of
    from claimcheck.reading.files import read_paths
    from claimcheck.reading.segment import segment
    from claimcheck.stories.decided import text_of

    path = given
    while "#" in path and not Path(path).exists():
        path = path.rpartition("#")[0]
    if not Path(path).is_file():
        raise ConfigError(f"There is no file {given}.", "Name an article by its file, or FILE#N.")
    sources, _ = read_paths([path], reading_of(settings), base=root)
    found = {}
    for source in sources:
        for article in segment(source):
            if text := text_of(article, claims_of(article, source)):
                found[article.id] = text
    ending = given[len(path) :]
    wanted = {name: text for name, text in found.items() if not ending or name.endswith(ending)
              or name.rpartition("#")[0].endswith(ending)}  # fmt: skip
    if len(wanted) != 1:
        known = ", ".join(sorted(found)[:5]) + (" …" if len(found) > 5 else "")
        told = f"{given} names {len(wanted)} articles" if found else f"{given} holds no article"
        raise ConfigError(f"{told}.", f"Name one of {known}." if found else "Name a file with article text.")
    return next(iter(wanted.items()))
