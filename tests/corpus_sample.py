"""Two articles that differ and the seeds, as a corpus, and how tests read what is found in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from claimcheck.datamodel import Report
from claimcheck.engine.index import FOLDER
from claimcheck.engine.whole_run import run
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.writers import WRITERS

SEEDS = Path(__file__).parents[1] / "fixtures" / "seeds"
PAGES = sorted(SEEDS.glob("*.txt"))
FIRST = """Flood kills 30 in valley town

Thirty people were killed on Monday when a river burst its banks in the valley town, police said.
Rescue teams searched the ruined houses for survivors through the night, the mayor said.
The water carried away two bridges and cut the main road to the capital.
Schools in the valley will stay closed until Friday, the ministry announced.
"""
SECOND = FIRST.replace("Thirty people", "Thirteen people").replace("kills 30", "kills 13")


def copied(pages: Iterable[Path], root: Path) -> None:
    for page in pages:
        shutil.copy(page, root / page.name)


def full(root: Path) -> Report:
    """Everything at once, without an index."""
    return run([str(root)], Settings(cache_dir=str(root / FOLDER)), root=root)


def as_json(report: Report) -> object:
    text = WRITERS["json"](report, {rule.name: rule for rule in RULES})
    assert isinstance(text, str)
    return json.loads(text)
