"""One article in the formats that people have, and how tests read it."""

from __future__ import annotations

from pathlib import Path

from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Article, Source
from claimcheck.reading.files import Reading, read_paths
from claimcheck.reading.segment import segment
from claimcheck.settings.model import Settings

TITLE = "Flood kills 30 in valley town"
BODY = (
    "BAGHDAD (AP) — Thirty people were killed on Monday when a river burst its banks in the valley town, police said.",
    "Rescue teams searched the ruined houses & cellars for survivors through the night, the mayor said 🌊.",
    "“We lost everything,” she said.",
    "The water carried away two bridges and cut the main road to the capital.",
)
CLAIMS = [TITLE, BODY[0].partition("— ")[2], *BODY[1:]]
HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Flood kills 30 in valley town | Example News</title>
<meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2017-01-20T10:00:00Z"><meta name="author" content="Jane Doe">
<script>var x = "<p>Thirty people were killed on Monday when a script ran.</p>";</script></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Flood kills 30 in valley town</h1>
<p>BAGHDAD (AP) — Thirty people were killed on Monday when a river burst its banks in the
   valley town, police said.</p>
<p>Rescue teams searched the ruined houses &amp; cellars for <b>survivors</b> through the night, the mayor said 🌊.</p>
<blockquote><p>“We lost everything,” she said.</p></blockquote>
<!-- a comment -->
<p>The water carried away two bridges and cut the main road to the capital.</p>
</article><footer><p>Copyright Example News. All rights reserved.</p></footer></body></html>
"""
EVERYTHING = Reading(extensions=(*Settings().reading.extensions, ".csv", ".tsv", ".parquet"))


def only(folder: Path, reading: Reading = EVERYTHING) -> tuple[Source, Article]:
    sources, problems = read_paths([str(folder)], reading, base=folder)
    assert not problems
    (source,) = sources
    (article,) = segment(source)
    return source, article


def claims(source: Source, article: Article) -> list[str]:
    found = claims_of(article, source)
    assert all(source.text[c.span.start : c.span.end] == c.text for c in found)
    return [c.text for c in found]
