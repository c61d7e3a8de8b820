"""Shards: Parquet files in one folder of any file system, each whole or not there.

A shard is written under a name of its own and renamed, its manifest (rows, bytes, SHA-256, seconds) after it: a shard
with a manifest is finished. Its name holds a hash of all that it was made from, so that one that is there is the one
that would be made. Pages of Parquet carry checksums, which reading verifies.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.files.content_cache import content_key

if TYPE_CHECKING:
    import pyarrow as pa

INSTALL = "pip install 'claimcheck-news[ray]'"
_DATA, _MANIFEST, _PART = ".parquet", ".json", ".part"
_ROWS = 64  # of a row group: reading a few articles of a shard unpacks little else
_FAULTS = (OSError, ValueError, ImportError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a finished shard: rows, bytes, SHA-256 of the file; CPU seconds that it took."""

    rows: int
    bytes: int
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Job:
    """One shard to be made: its name, what it is made from, and how much there is to do, beside jobs of its stage."""

    name: str
    given: Mapping[str, Any]
    cost: int = 0


def named(kind: str, number: int, *made_from: str) -> str:
    """The name of a shard of some kind, after all that it is made from."""
    return f"{kind}/{number:05d}-{content_key(*made_from)[:20]}"


class Shards:
    """The shards below ``url``: a folder, or an address that fsspec opens (``s3://…``). Raises ClaimcheckError."""

    def __init__(self, url: str) -> None:
        self.url = url
        with _told(url):
            self._files, self._top = opened(url)

    def ready(self) -> None:
        """Make the folder, and see that it can be written to."""
        with _told(self.url):
            self._files.makedirs(self._top, exist_ok=True)
            self._put(f"{self._top}/.claimcheck", b"")

    def finished(self) -> dict[str, Manifest]:
        """Every finished shard by name; one whose file is not as long as its manifest says counts as missing."""
        with _told(self.url):
            self._files.invalidate_cache()
            sizes = {path: info["size"] for path, info in self._files.find(self._top, detail=True).items()}
        found = {}
        for path in sorted(sizes):
            data = path.removesuffix(_MANIFEST) + _DATA
            if path.endswith(_MANIFEST) and data in sizes:
                with _told(self.url), contextlib.suppress(ValueError, TypeError):  # no manifest, whatever it is
                    manifest = Manifest(**json.loads(self._files.cat_file(path)))
                    if manifest.bytes == sizes[data]:
                        found[path.removesuffix(_MANIFEST).rpartition(f"{self._top}/")[2]] = manifest
        return found

    def write(self, name: str, table: pa.Table, seconds: float = 0.0) -> Manifest:
        """A shard and its manifest, the file before what calls it finished."""
        raw = to_parquet(table)
        manifest = Manifest(table.num_rows, len(raw), hashlib.sha256(raw).hexdigest(), round(seconds, 3))
        with _told(f"{self.url}/{name}"):
            self._put(f"{self._top}/{name}{_DATA}", raw)
            self._put(f"{self._top}/{name}{_MANIFEST}", json.dumps(asdict(manifest), indent=1).encode() + b"\n")
        return manifest

    def put(self, name: str, raw: bytes) -> None:
        """A file beside the shards."""
        with _told(f"{self.url}/{name}"):
            self._put(f"{self._top}/{name}", raw)

    def read(
        self, name: str, columns: Sequence[str] | None = None, articles: Collection[str] | None = None
    ) -> pa.Table:
        """A shard; some of its columns, the rows of some articles."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        chosen = None if columns is None else list(columns)
        rows = None if articles is None else [("article", "in", sorted(articles))]
        try:
            with self._files.open(f"{self._top}/{name}{_DATA}", "rb") as stream:
                return pq.read_table(stream, columns=chosen, filters=rows, page_checksum_verification=True)
        except (OSError, pa.ArrowException) as error:
            raise ClaimcheckError(
                f"The shard {self.url}/{name} cannot be read: {first_line(error)}.",
                "Remove it, and run the command again: only what is missing is made.",
            ) from error

    def swept(self) -> None:
        """Remove what writers that were stopped left behind."""
        with contextlib.suppress(*_FAULTS):
            self._files.invalidate_cache()
            for path in self._files.find(self._top):
                if path.endswith(_PART):
                    self._files.rm_file(path)

    def _put(self, path: str, raw: bytes) -> None:
        """Whole or not at all: no reader sees half a file."""
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        part = f"{path}.{uuid.uuid4().hex}{_PART}"
        try:
            self._files.pipe_file(part, raw)
            self._files.mv(part, path)
        except BaseException:
            with contextlib.suppress(*_FAULTS):
                self._files.rm_file(part)
            raise


def opened(url: str) -> tuple[Any, str]:
    """The file system that an address is of, and the path in it. Raises ConfigError where a library is missing."""
    try:
        import fsspec
        import pyarrow as pa  # noqa: F401
    except ImportError as error:
        raise ConfigError(f"--engine ray needs {error.name}.", INSTALL) from error
    files, path = fsspec.core.url_to_fs(url)
    return files, str(path).rstrip("/") or "/"


def to_parquet(table: pa.Table) -> bytes:
    """The same table, the same bytes. What is packed already is not packed again."""
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(
        table, stream, row_group_size=_ROWS, compression="zstd", use_dictionary=False, write_page_checksum=True
    )
    return stream.getvalue()


@contextlib.contextmanager
def _told(url: str) -> Iterator[None]:
    """What a file system says of an address, as an error of ours."""
    try:
        yield
    except ClaimcheckError:
        raise
    except _FAULTS as error:
        advice = f"Install {error.name}." if isinstance(error, ModuleNotFoundError) else "Check the address and rights."
        raise ConfigError(f"{url} cannot be used for shards: {first_line(error)}.", advice) from error


def first_line(error: BaseException) -> str:
    """What an error says, in a line without a full stop."""
    reason = getattr(error, "strerror", None) or str(error).strip().partition("\n")[0] or type(error).__name__
    return str(reason).rstrip(".")
