"""Values that travel, as compressed JSON, and arrays, under a checksum: what an index keeps of articles, claims and
names."""

from __future__ import annotations

import functools
import lzma
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from claimcheck.files.content_cache import unsealed

if TYPE_CHECKING:
    from pydantic import TypeAdapter

BATCH = 500


class DamagedError(Exception):
    """What is stored cannot be read; it is to be made anew."""


def packed(kind: Any, value: Any, *, dense: bool = False) -> bytes:
    """``value``, of the type ``kind``, as bytes; ``dense`` takes longer over what repeats itself (LZMA in place
    of zlib: of compared stories 0.4 of the size). Infinite bounds of intervals survive."""
    told = _adapter(kind).dump_json((value,))
    return lzma.compress(told, preset=1) if dense else zlib.compress(told)


def unpacked(kind: Any, stored: bytes, *, dense: bool = False) -> Any:
    """The value again, equal to what was packed so. Raises DamagedError."""
    try:
        return _adapter(kind).validate_json(lzma.decompress(stored) if dense else zlib.decompress(stored))[0]
    except (zlib.error, lzma.LZMAError, EOFError, ValueError, TypeError) as error:
        raise DamagedError(f"a record of {kind}: {str(error).partition(chr(10))[0]}") from error


def whole(key: str, stored: object) -> bytes:
    """The bytes that were sealed under a key. Raises DamagedError."""
    found = unsealed(key, stored)
    if found is None:
        raise DamagedError(f"what is sealed under {key}")
    return found


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import ConfigDict, TypeAdapter

    # in a tuple of one, since a dataclass by itself takes no configuration from outside
    return TypeAdapter(tuple[kind], config=ConfigDict(ser_json_inf_nan="constants"))


def batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    """The distinct items in order, as many at a time as a statement may name."""
    wanted = sorted(set(items))
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]


def marks(batch: Sequence[object]) -> str:
    """A question mark an item, for ``IN (…)``."""
    return ",".join("?" * len(batch))
