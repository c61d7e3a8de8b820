"""The articles of the desk's tests: one story, and an article that is alone beside it."""

from __future__ import annotations

from pathlib import Path

FIRST = """Flood kills 30 in valley town

Thirty people were killed on Monday when a river burst its banks in the valley town, police said.
Rescue teams searched the ruined houses for survivors through the night, mayor Aed Louayzi said.
The water carried away two bridges and cut the main road to the capital.
Schools in the valley will stay closed until Friday, the ministry announced.
"""
SECOND = FIRST.replace("Thirty people", "Thirteen people").replace("kills 30", "kills 13").replace("Louayzi", "Louazi")


def one_story(folder: Path) -> Path:
    """Two articles of one flood, that differ in a toll and a name, with settings beside them."""
    (folder / "claimcheck.toml").write_text("")
    (folder / "a.txt").write_text(FIRST)
    (folder / "b.txt").write_text(SECOND)
    return folder


def with_another(folder: Path) -> Path:
    """The same with an article that is alone."""
    (folder / "c.txt").write_text(
        "Capital sends tents to the north\n\nThe capital sent four hundred tents to the north on Wednesday, the "
        "minister of health said.\nDoctors expect cases of cholera after the water went down in three districts.\n"
    )
    return folder
