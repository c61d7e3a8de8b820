"""One value changed while the order of words changes too: ``python -m benchmarks.word_order``.

Twenty facts, each in three further forms (fronted, passive or turned round, begun or ended with its source), with one
value changed: sixty pairs of two short articles, written by somebody who knows the tool. Each stands among two
sentences on which both agree. Found is a finding of a value rule, warning or louder, with both values. The same pairs
with the value left alone must be silent.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.tables import Row, Table, publish
from claimcheck.datamodel import Severity
from claimcheck.engine.whole_run import run
from claimcheck.settings.loading import Settings

RULES = {"number-conflict", "date-conflict", "name-conflict", "name-spelling", "headline-differs"}
# the value as it is and as it is changed; the fact; its other forms
FACTS: tuple[tuple[str, str, tuple[str, str, str, str]], ...] = (
    ("30", "13", (
        "A flood killed {} people in Dover on Monday, police said.",
        "In Dover, {} people were killed by a flood on Monday, police said.",
        "Police said a flood in Dover had killed {} people on Monday.",
        "On Monday {} people died in a flood in Dover, according to police.")),
    ("12", "21", (
        "A bomb killed {} soldiers at a checkpoint near Kirkuk.",
        "At a checkpoint near Kirkuk, a bomb killed {} soldiers.",
        "{} soldiers were killed by a bomb at a checkpoint near Kirkuk.",
        "Officials said {} soldiers had died when a bomb went off at a checkpoint near Kirkuk.")),
    ("$4.2 million", "$2.4 million", (
        "The company paid {} for the factory in Leeds, its chairman said.",
        "For the factory in Leeds the company paid {}, its chairman said.",
        "According to its chairman, the company paid {} for the factory in Leeds.",
        "The factory in Leeds was bought by the company for {}, its chairman said.")),
    ("1,500", "5,100", (
        "The bank will cut {} jobs in London, its chief executive said.",
        "In London, the bank will cut {} jobs, its chief executive said.",
        "{} jobs in London will be cut by the bank, its chief executive said.",
        "Its chief executive said the bank would cut {} jobs in London.")),
    ("12,000", "21,000", (
        "The storm left {} homes without power in the county.",
        "In the county, {} homes were left without power by the storm.",
        "Without power after the storm were {} homes in the county.",
        "The utility said the storm had left {} homes in the county without power.")),
    ("7.2 percent", "2.7 percent", (
        "Unemployment rose to {} in October, the statistics office said.",
        "In October unemployment rose to {}, the statistics office said.",
        "The statistics office said unemployment had risen to {} in October.",
        "Unemployment in October was {}, up from September, according to the statistics office.")),
    ("May 10", "May 16", (
        "The trial of the mayor opens on {} in Boston, prosecutors said.",
        "On {} the trial of the mayor opens in Boston, prosecutors said.",
        "Prosecutors said the trial of the mayor would open in Boston on {}.",
        "In Boston the mayor goes on trial on {}, according to prosecutors.")),
    ("40,000", "14,000", (
        "Some {} fans watched the final in Cardiff.",
        "In Cardiff, some {} fans watched the final.",
        "The final in Cardiff was watched by some {} fans.",
        "Organisers said some {} fans had watched the final in Cardiff.")),
    ("$3 million", "$8 million", (
        "A court fined the refinery {} for spilling oil into the river.",
        "For spilling oil into the river, the refinery was fined {} by a court.",
        "The refinery was fined {} for spilling oil into the river.",
        "The refinery must pay {} for spilling oil into the river, a court ruled.")),
    ("six", "nine", (
        "Customs officers seized {} rifles on the ferry from Oran.",
        "On the ferry from Oran, customs officers seized {} rifles.",
        "{} rifles were seized by customs officers on the ferry from Oran.",
        "The ministry said customs officers had seized {} rifles on the ferry from Oran.")),
    ("1947", "1948", (
        "The painter was born in Graz in {}, the museum said.",
        "In {} the painter was born in Graz, the museum said.",
        "Born in Graz in {}, the painter moved to Paris later, the museum said.",
        "The museum said the painter was born in {} in Graz.")),
    ("17", "71", (
        "The mayor of Lund won the vote with a lead of {} ballots.",
        "With a lead of {} ballots, the mayor of Lund won the vote.",
        "The vote was won by the mayor of Lund with a lead of {} ballots.",
        "Election officials said the mayor of Lund had won with a lead of {} ballots.")),
    ("35 kilometres", "53 kilometres", (
        "The plane came down {} north of Tamale, the airline said.",
        "{} north of Tamale the plane came down, the airline said.",
        "The airline said the plane had come down {} north of Tamale.",
        "North of Tamale, at a distance of {}, the plane came down, according to the airline.")),
    ("four months", "nine months", (
        "A judge sentenced the driver to {} in prison on Friday.",
        "On Friday the driver was sentenced to {} in prison.",
        "The driver must go to prison for {}, a judge ruled on Friday.",
        "The sentence that a judge gave the driver on Friday was {} in prison.")),
    ("Karin Louayzi", "Karin Louazi", (
        "The road will reopen on Sunday, engineer {} said.",
        "Engineer {} said the road would reopen on Sunday.",
        "According to engineer {}, the road will reopen on Sunday.",
        "On Sunday the road will reopen, said engineer {}.")),
    ("8,200", "2,800", (
        "The charity sent {} tents to the valley after the quake.",
        "After the quake the charity sent {} tents to the valley.",
        "{} tents were sent to the valley by the charity after the quake.",
        "The charity said it had sent {} tents to the valley after the quake.")),
    ("5.6", "6.5", (
        "An earthquake of magnitude {} shook the island at noon.",
        "At noon an earthquake of magnitude {} shook the island.",
        "The island was shaken at noon by an earthquake of magnitude {}.",
        "Geologists said the earthquake that shook the island at noon had a magnitude of {}.")),
    ("€310 million", "€130 million", (
        "Interest on the debt cost the treasury {} last year.",
        "Last year interest on the debt cost the treasury {}.",
        "The treasury paid {} in interest on the debt last year.",
        "The auditor said interest on the debt had cost the treasury {} last year.")),
    ("23", "32", (
        "Doctors treated {} passengers for smoke after the fire on the train.",
        "After the fire on the train, doctors treated {} passengers for smoke.",
        "{} passengers were treated for smoke after the fire on the train.",
        "The hospital said doctors had treated {} passengers for smoke after the fire on the train.")),
    ("2.5 million", "5.2 million", (
        "The dam will supply {} people with water from spring.",
        "From spring the dam will supply {} people with water.",
        "{} people will be supplied with water by the dam from spring.",
        "The minister said the dam would supply {} people with water from spring.")),
)  # fmt: skip
AGREED = (
    ("The council will meet again before the end of the week.", "Before the end of the week the council meets again."),
    ("A spokeswoman for the region declined to comment.", "The region's spokeswoman would not comment."),
)


def loud(left: str, right: str, settings: Settings, folder: Path) -> list[str]:
    """The surfaces of what value rules say of two articles, warning or louder."""
    for name, fact, side in (("a", left, 0), ("b", right, 1)):
        lines = [fact, *(pair[side] for pair in AGREED)]
        (folder / f"{name}.txt").write_text("\n\n".join(["News of the day", *lines]) + "\n", encoding="utf-8")
    report = run([str(folder / "a.txt"), str(folder / "b.txt")], settings)
    return [
        " ".join(place.surface for place in (f.divergence.primary, *f.divergence.related))
        for f in report.findings
        if f.rule in RULES and f.severity in {Severity.ERROR, Severity.WARNING}
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", default="auto")
    settings = Settings(cache_dir=parser.parse_args().cache)
    found, alarms, count, straight = 0, 0, 0, 0
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for value, other, (fact, *forms) in FACTS:
            straight += any(
                value in s and other in s for s in loud(fact.format(value), fact.format(other), settings, folder)
            )
            for form in forms:
                count += 1
                capital = form.format(other)[:1].upper() + form.format(other)[1:]
                told = [s.casefold() for s in loud(fact.format(value), capital, settings, folder)]
                if any(value.casefold() in s and other.casefold() in s for s in told):
                    found += 1
                else:
                    missed.append(form.format(other))
                alarms += bool(
                    loud(fact.format(value), form.format(value)[:1].upper() + form.format(value)[1:], settings, folder)
                )
    rows = (
        Row("changed values found, word order changed", found / count, reach="0.85", note=f"{found} of {count}"),
        Row("the same, word order kept", straight / len(FACTS), note=f"{straight} of {len(FACTS)}"),
        Row("alarms where nothing changed", alarms, reach="0", note=f"of {count}"),
    )
    publish(Table("word_order", "A value changed in another order of words", "python -m benchmarks.word_order", rows))
    print(*missed, sep="\n")


if __name__ == "__main__":
    main()
