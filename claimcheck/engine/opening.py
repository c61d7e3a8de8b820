"""An index as a whole: opened for the corpus under a folder, by one run at a time, and made anew where other code,
settings or another model made it, or where it is damaged. What it holds, and where it and the corpus differ, is told
without bringing it up to date.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from claimcheck.engine.corpus import digest_of, listed
from claimcheck.engine.index import FOLDER, Index
from claimcheck.engine.index_records import DamagedError
from claimcheck.errors import ClaimcheckError
from claimcheck.files.writing import locked

if TYPE_CHECKING:
    from claimcheck.settings.loading import Settings

T = TypeVar("T")
# What of this package decides what the index holds.
_STAGES = (
    "reading", "claims", "values", "embedding", "stories", "matching", "facts", "comparing", "evidence", "engine",
    "datamodel", "textforms.py", "joining.py",
)  # fmt: skip
_OF_RULES = ("rules", "lexicons", "settings")  # and what, besides, decides what they find


@contextmanager
def opened(settings: Settings, root: Path, *, renew: bool = True) -> Iterator[Index]:
    """The index, held by one run at a time; a temporary one where caches are off. Raises ClaimcheckError."""
    if settings.cache_dir == "off":
        with tempfile.TemporaryDirectory(prefix="claimcheck-") as passing, Index(Path(passing), engine(settings)) as it:
            yield it
        return
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClaimcheckError(
            f"The index folder {folder} cannot be made: {error.strerror}.", "Check its permissions."
        ) from error
    with locked(folder / "index", patience=600.0), Index(folder, engine(settings), renew=renew) as index:
        yield index


def repairing(work: Callable[[], T]) -> T:
    """What ``work`` over an index gives; done once more where the index was damaged, and so thrown away."""
    try:
        return work()
    except DamagedError:
        return work()


def engine(settings: Settings) -> str:
    """Names what an index depends on besides the texts: the code of the stages, the model, and the settings that decide
    what is read and matched."""
    digest = _code_of(_STAGES)
    told = {"reading": settings.reading.model_dump(), "matching": settings.matching.model_dump()}
    digest.update(json.dumps(told, sort_keys=True, default=str).encode())
    digest.update(settings.model.encode())
    return digest.hexdigest()[:32]


@functools.cache
def code_of_rules() -> str:
    """Names what the rules' findings depend on besides what the index holds and the settings."""
    return _code_of(_OF_RULES).hexdigest()[:32]


def statistics(settings: Settings, root: Path) -> dict[str, int]:
    """Counts of what the index holds, and its bytes."""
    with opened(settings, root, renew=False) as index:
        sizes = [path.stat().st_size for path in (root / FOLDER).glob("*.sqlite*")]
        kinds = {f"mentions: {kind}": count for kind, count in index.mention_counts().items()}
        return {**index.counts(), **kinds, "bytes": sum(sizes)}


def differences(settings: Settings, root: Path) -> tuple[str, ...]:
    """What an index holds that the corpus does not, and the other way round; and what in it cannot be read. Reads
    the bytes of every file."""
    with opened(settings, root, renew=False) as index:
        if index.stale:
            return ("The index was made by another version, model or settings: the next update makes it anew.",)
        found = list(index.faults())
        known = {real: shown for real, shown, *_ in index.files()}
        files, _ = listed(settings, root, ())
        for name, (real, shown) in files.items():
            state = index.file(name)
            if state is None:
                found.append(f"{shown}: not in the index")
            elif state.digest and state.digest != digest_of(real, settings.reading.max_bytes, None):
                found.append(f"{shown}: changed since it was indexed")
        found += [f"{shown}: indexed, but not in the corpus" for name, shown in known.items() if name not in files]
        return tuple(found)


def _code_of(parts: Iterable[str]) -> hashlib._Hash:
    """Over the names and bytes of folders or files of this package."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in parts:
        for path in sorted([package / part, *(package / part).rglob("*")]):
            if path.suffix in {".py", ".json", ".toml", ".tsv", ".txt"}:
                digest.update(path.relative_to(package).as_posix().encode())
                digest.update(path.read_bytes())
    return digest
