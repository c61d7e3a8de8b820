"""Generated pages agree with what they are generated from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from benchmarks.rules_page import PAGE, page
from claimcheck.reading import docx_pages, eml_pages, html_pages, odt_pages, pdf_pages, records, rtf_pages
from claimcheck.settings.loading import Settings

ROOT = Path(__file__).parents[1]
# What is read, by the modules that read it; text and Markdown are the rest.
READ = {".txt", ".md"}.union(
    *(m.EXTENSIONS for m in (docx_pages, eml_pages, html_pages, odt_pages, pdf_pages, records, rtf_pages))
)


def test_rules_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m benchmarks.rules_page"


def test_the_inputs_that_docs_list_are_those_that_are_read() -> None:
    text = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
    table = text[text.index("| Files |") : text.index("\nEach may be compressed")]
    listed = {name for row in table.splitlines() for name in re.findall(r"`(\.\w+)`", row.split("|")[1])}
    assert listed == READ
    assert set(Settings().reading.extensions) <= READ
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.search(r"It works on English text, offline: (.*?)\n?\(\[docs/inputs", readme, re.S)
    assert told is not None
    kinds = {word.strip().lower() for word in re.split(r",|\band\b", told[1].replace("\n", " "))}
    names = {"txt": "plain text", "md": "markdown", "jsonl": "json lines"}
    short = {e.lstrip(".") for e in READ} - {"htm", "xhtml", "ndjson"}
    assert kinds == {names.get(e, e) for e in short}
    editors = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    assert all(
        f"({kind.upper()})" in editors or kind.upper() in editors for kind in ("docx", "odt", "rtf", "pdf", "eml")
    )


def test_one_command_installs_it() -> None:
    """README and docs/editors.md tell the same command, of what is there; test_desk_command runs docs/editors.md."""
    editors, readme = ((ROOT / p).read_text(encoding="utf-8") for p in ("docs/editors.md", "README.md"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "claimcheck" in project["scripts"] and f"pipx uninstall {project['name']}" in editors
    for name in ("editors-install", "editors-uv"):
        block = re.search(rf"<!-- {name} -->\n```sh\n(.*?)\n```", editors, re.S)
        assert block is not None and "\n" not in block[1] and f"`{block[1]}`" in readme.replace("\n", " ")
        assert (ROOT / "constraints.txt").is_file() and "constraints.txt" in block[1]
    minors = {int(m) for m in re.findall(r"3\.(\d+)", re.search(r"pipx needs Python ([^;]*);", editors)[1])}  # type: ignore[index]
    assert project["requires-python"] == f">=3.{min(minors)},<3.{max(minors) + 1}"


def test_caches_are_said_to_be_as_large_as_they_were_measured() -> None:
    docs = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    section = results[results.index("<!-- caches -->") : results.index("<!-- /caches -->")]
    measured = dict(re.findall(r"^\| (\w+) on disk, KB an article \| (\d+) \|", section, re.M))
    said = dict(re.findall(r"^\| `\.claimcheck/(\w+)\.sqlite` \|.*\| (\d+) KB an article", docs, re.M))
    assert said == measured and len(said) == 3
