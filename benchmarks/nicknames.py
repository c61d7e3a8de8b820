"""Write ``claimcheck/values/names/nicknames.txt``: English given names with their short forms, a name a line.
``pip install nicknames==1.0.1``, then ``python -m benchmarks.nicknames``.

The data are the project nicknames of Carlton Northern and Nick Crews (Apache-2.0), its pairs unchanged.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from claimcheck.values.names import lexicon


def main() -> None:
    from nicknames import name_triplets

    shorts: dict[str, set[str]] = defaultdict(set)
    for row in name_triplets():
        shorts[row.name1].add(row.name2)
    rows = [f"{name}\t{' '.join(sorted(found))}\n" for name, found in sorted(shorts.items())]
    Path(lexicon.__file__).with_name("nicknames.txt").write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
