"""Write ``claimcheck/values/names/known_names.json``: abbreviations that pages give for a name though they are not its
own initials ("Islamic State (ISIS)"), as learned from articles: ``python -m benchmarks.known_names ARTICLES...``.

A pair counts where ``LEAST`` articles or more state it, in brackets or as "also known as", and the abbreviation begins
with the name's initials, so that neither parties ("John McCain (R-Ariz.)") nor towns get in.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from claimcheck.datamodel import Claim, ClaimRole, Span
from claimcheck.evidence.evidence import aliases_in
from claimcheck.values.names import known_names
from claimcheck.values.names.initials import begins_with_initials

LEAST = 3


def main(folders: list[str]) -> None:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.txt")):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            claims = [Claim("", str(path), Span(str(path), 0, len(line)), 0, 0, ClaimRole.BODY, line) for line in lines]
            for stated in aliases_in(claims):
                for name, short in ((stated.first, stated.second), (stated.second, stated.first)):
                    if begins_with_initials(short, name):
                        seen[name, short.upper()].add(str(path))
    pairs: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, short), paths in sorted(seen.items()):
        if len(paths) >= LEAST:
            pairs[name][short] = len(paths)
    stored = {
        "about": "Abbreviations of a name and how many articles of BASIL, NewsWCL50, FNC-1 and ECB+ state them: "
        "python -m benchmarks.known_names.",
        "pairs": pairs,
    }
    text = json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    Path(known_names.__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
