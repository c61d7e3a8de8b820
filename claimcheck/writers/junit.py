"""JUnit XML, as CI servers read it: a suite for every file, a case for every new finding in it.

Errors and warnings are failures; a note is a case that passes and says what it saw. A file that was compared and has
nothing new passes; one without a counterpart is skipped, since nothing could be compared; one that could not be read is
an error.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Mapping, Sequence

from claimcheck import __version__
from claimcheck.datamodel import Finding, Problem, Report, Rule, Severity
from claimcheck.writers.parts.accounts import accounted, lone_articles
from claimcheck.writers.parts.spots import Entry, known_of, message_of, new_entries
from claimcheck.writers.parts.visible import visible

# Everything outside XML 1.0's Char, and what it only discourages.
_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report, rules: Mapping[str, Rule]) -> str:
    """A document that any XML 1.0 parser takes, with its declaration."""
    by_file: dict[str, list[Entry]] = defaultdict(list)
    for entry in new_entries(report):
        by_file[entry.primary.file].append(entry)
    compared, files = _files(report)
    alone: dict[str, list[str]] = defaultdict(list)
    paths = {a.id: a.span.path for a in report.articles}
    names = {s.path: s.file or s.path for s in report.sources}
    for lone in lone_articles(report):
        alone[names[paths[lone.entry.article_id]]].append(lone.told)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for problem in sorted(report.problems, key=lambda p: (p.path, p.message)):
        problems[problem.path].append(problem)
    root = ET.Element("testsuites", {"name": "claimcheck"})
    for file in sorted(files | by_file.keys() | problems.keys()):
        root.append(_suite(file, by_file.get(file, []), problems.get(file, []), file in compared, alone.get(file, [])))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    _properties(root, report)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _files(report: Report) -> tuple[set[str], set[str]]:
    """Files with an article that was compared with another, and files with an article."""
    names = {s.path: s.file or s.path for s in report.sources}
    together = report.compared
    compared = {names[a.span.path] for a in report.articles if a.id in together}
    return compared, {names[a.span.path] for a in report.articles}


def _properties(root: ET.Element, report: Report) -> None:
    """What the suites do not list: in a suite without cases, as the format has properties nowhere else."""
    suite = ET.Element(
        "testsuite", {"name": "claimcheck", "tests": "0", "failures": "0", "errors": "0", "skipped": "0"}
    )
    properties = ET.SubElement(suite, "properties")
    facts = {"version": __version__, "articles": len(report.articles), "stories": len(report.stories)}
    facts["accounts"] = accounted(report)
    for name, value in {**facts, **known_of(report)}.items():
        ET.SubElement(properties, "property", {"name": _xml(name), "value": str(value)})
    root.insert(0, suite)


def _suite(
    file: str, found: Sequence[Entry], problems: Sequence[Problem], compared: bool, alone: Sequence[str]
) -> ET.Element:
    name = _xml(file)
    suite = ET.Element("testsuite", {"name": name})
    for entry in found:
        suite.append(_case(entry, name))
    for problem in problems:
        case = ET.SubElement(suite, "testcase", {"classname": name, "name": "read", "file": name})
        text = _xml(f"{visible(problem.message)} {visible(problem.action)}")
        ET.SubElement(case, "error" if problem.fatal else "skipped", {"message": text})
    if not problems and not (found and compared):
        told = "no new difference" if compared else "nothing to compare with"
        case = ET.SubElement(suite, "testcase", {"classname": name, "name": told, "file": name})
        if not compared:
            ET.SubElement(
                case,
                "skipped",
                {
                    "message": _xml(
                        "; ".join(["no other article of this story was found: nothing was compared", *alone])
                    )
                },
            )
    suite.set("tests", str(len(suite)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(tag) is not None for case in suite)))
    return suite


def _case(entry: Entry, file: str) -> ET.Element:
    finding, spot = entry.finding, entry.primary
    case = ET.Element(
        "testcase",
        {
            "classname": file,
            # Servers tell cases of two runs apart by their names: no line number, as lines move.
            "name": _xml(f"{finding.rule} {visible(finding.fingerprint)}: {message_of(entry, 200)}"),
            "file": file,
            "line": str(spot.line),
        },
    )
    text = _xml(_text(entry))
    if finding.severity is Severity.NOTE:
        ET.SubElement(case, "system-out").text = text
    else:
        failure = ET.SubElement(case, "failure", {"type": finding.severity.value, "message": _xml(message_of(entry))})
        failure.text = text
    return case


def _text(entry: Entry) -> str:
    """The places with their sentences, a line each, and why."""
    finding: Finding = entry.finding
    lines = [
        f"{finding.severity.value} {finding.code} {finding.rule} {visible(finding.fingerprint)}",
        *(
            f"{spot.where}: {visible(spot.place.claim_text or spot.place.surface)[:600]}"
            for spot in (entry.primary, *entry.related[:9])
        ),
    ]
    if len(entry.related) > 9:
        lines.append(f"{len(entry.related) - 9} more places")
    lines += [f"- {visible(e)[:600]}" for e in finding.divergence.evidence[:9]]
    return "\n".join(lines)


def _xml(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
