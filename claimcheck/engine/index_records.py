"""Values that travel, as compressed JSON: what an index keeps of articles, claims and names."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter

BATCH = 500


class DamagedError(Exception):
    """What is stored cannot be read; it is to be made anew."""


def packed(kind: Any, value: Any) -> bytes:
    """``value``, of the type ``kind``, as bytes. Infinite bounds of intervals survive."""
    return zlib.compress(_adapter(kind).dump_json((value,)))


def unpacked(kind: Any, stored: bytes) -> Any:
    """The value again, equal to what was packed. Raises DamagedError."""
    try:
        return _adapter(kind).validate_json(zlib.decompress(stored))[0]
    except (zlib.error, ValueError, TypeError) as error:
        raise DamagedError(f"a record of {kind}: {str(error).partition(chr(10))[0]}") from error


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
