"""Vectors: the packaged weights checked, one text one vector, and a cache that changes time only."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement
from typer.testing import CliRunner

from claimcheck.claims.annotate import Annotator
from claimcheck.cli import app
from claimcheck.embedding import export, onnx_model
from claimcheck.embedding.cache import CACHE_FILE, CachedEncoder
from claimcheck.embedding.encoder import SentenceEncoder, load_encoder
from claimcheck.embedding.torch_model import TorchModel
from claimcheck.embedding.weights import check_weights, find_weights, packaged_folder
from claimcheck.errors import ModelError
from claimcheck.files.content_cache import ContentCache, content_key

TEXTS = [
    "Last July, the authorities announced the liberation of Mosul.",
    "More than 4,000 militants have been arrested since Mosul's capture, according to police chief General Hamdani.",
    "Louayzi said that several civilians have been robbed.",
    "He was 95.",
]


class CountingEncoder:
    """Vectors from the digest of a text; remembers what it was asked."""

    digest = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        seeds = [int.from_bytes(hashlib.sha256(t.encode("utf-8", "replace")).digest()[:8], "big") for t in texts]
        rows = np.stack([np.random.default_rng(seed).normal(size=16) for seed in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


# --------------------------------------------------------------------------- the model


@pytest.mark.model
def test_unit_vectors_that_know_what_a_text_is_about(encoder: SentenceEncoder) -> None:
    rows = encoder.encode([*TEXTS, "In July Baghdad declared that Mosul had been liberated."])
    assert rows.dtype == np.float32
    assert rows.shape == (5, 384)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert int(np.argmax(rows[:4] @ rows[4])) == 0


@pytest.mark.model
def test_a_vector_is_the_same_bytes_whatever_else_is_encoded(encoder: SentenceEncoder) -> None:
    together = encoder.encode([*TEXTS, TEXTS[0]])
    assert together[0].tobytes() == together[4].tobytes()
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert backwards.tobytes() == together[:4].tobytes()
    assert encoder.encode(TEXTS[2:3])[0].tobytes() == together[2].tobytes()


@pytest.mark.model
@pytest.mark.parametrize("text", ["", " ", "\ud800 half a pair", "😀" * 50, "a\0b", "word " * 40_000], ids=range(6))
def test_odd_texts_get_a_vector(encoder: SentenceEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def claims_at_hand(root: Path) -> list[str]:
    """Real sentences: the seeds' articles, and what the gold quotes of ECB+."""
    lines = [line.strip() for path in sorted((root / "fixtures" / "seeds").rglob("*.txt"))
             for line in path.read_text(encoding="utf-8").splitlines()]  # fmt: skip
    gold = (root / "fixtures" / "gold" / "ecb_blind.yaml").read_text(encoding="utf-8")
    return sorted({line for line in (*lines, *re.findall(r"\"([^\"\n]+)\"", gold)) if len(line) > 20})


@pytest.mark.model
@pytest.mark.slow
def test_onnx_runtime_gives_what_sentence_transformers_gives(encoder: SentenceEncoder, root: Path) -> None:
    texts = claims_at_hand(root)[:1000]
    assert len(texts) == 1000
    reference = TorchModel(find_weights(), "cpu")
    expected = np.stack(reference.sentences(texts, 2))
    assert np.abs(encoder.encode(texts) - expected).max() < 1e-4
    for text in ["", "Zürich – “naïve” café 😀 東京", texts[0]]:
        for ours, theirs in zip(encoder.model().pieces(text), reference.pieces(text), strict=True):
            assert np.abs(ours - theirs).max() < 1e-3


@pytest.mark.model
def test_any_batch_and_any_number_of_threads_give_the_same_bytes(
    encoder: SentenceEncoder, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = claims_at_hand(root)[::4]
    together = encoder.encode(texts).tobytes()
    model = encoder.model()
    assert np.stack([model.sentences([text], 1)[0] for text in texts]).tobytes() == together
    for pieces, workers in ((1, 3), (100, 1), (5000, 2)):
        monkeypatch.setattr(onnx_model, "_BATCH", pieces)
        assert np.stack(model.sentences(texts, workers)).tobytes() == together


@pytest.mark.model
def test_the_graph_is_made_once_and_a_damaged_one_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = export.graph(tmp_path)
    assert isinstance(made, bytes)
    (kept,) = tmp_path.iterdir()
    assert hashlib.sha256(made).hexdigest() == export.GRAPH_SHA256 == hashlib.sha256(kept.read_bytes()).hexdigest()
    kept.write_bytes(made[:-1] + bytes([made[-1] ^ 1]))
    assert export.graph(tmp_path) == made == kept.read_bytes()
    monkeypatch.setattr(export, "exported", lambda weights: pytest.fail("made again"))
    assert export.graph(tmp_path) == kept


@pytest.mark.model
def test_a_folder_and_a_gpu_go_by_torch(tmp_path: Path) -> None:
    (tmp_path / "own").symlink_to(packaged_folder())
    own = load_encoder(str(tmp_path / "own"))
    assert own.digest == find_weights(str(tmp_path / "own")).digest  # nothing after it
    assert isinstance(own.model(), TorchModel)
    assert load_encoder().digest == f"{find_weights().digest}:onnx"
    assert load_encoder(device="cuda").digest == f"{find_weights().digest}:cuda"
    with pytest.raises(ModelError, match="cannot be loaded on cuda:99"):
        load_encoder(device="cuda:99").encode(["a text"])


@pytest.mark.model
def test_a_second_run_imports_no_torch_and_gives_the_same_bytes(encoder: SentenceEncoder, tmp_path: Path) -> None:
    first = CachedEncoder(encoder, tmp_path).encode(TEXTS)
    code = (
        "import sys; from pathlib import Path\n"
        "from claimcheck.embedding.cache import CachedEncoder\n"
        "from claimcheck.embedding.encoder import load_encoder\n"
        f"rows = CachedEncoder(load_encoder(), Path({str(tmp_path)!r})).encode({TEXTS[::-1]!r})\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "print(rows[::-1].tobytes().hex())"
    )
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert second.stdout.strip() == first.tobytes().hex()


def test_loading_waits_for_a_text() -> None:
    assert load_encoder("somebody/some-model-that-is-nowhere").encode([]).shape == (0, 0)


def test_packaged_names_share_their_vectors() -> None:
    assert load_encoder("sentence-transformers/all-MiniLM-L6-v2").digest == load_encoder().digest
    assert load_encoder("all-mpnet-base-v2").digest != load_encoder().digest


def test_weights_that_are_not_the_tested_ones_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.safetensors"
    other.write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"model\.safetensors is not the model that was tested.*pip install"):
        check_weights(other)
    with pytest.raises(ModelError, match=r"model\.safetensors cannot be read.*pip install"):
        check_weights(tmp_path / "none" / "model.safetensors")


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    for wrong in ("", str(tmp_path / "nowhere"), "./nowhere", str(tmp_path)):
        with pytest.raises(ModelError) as error:
            find_weights(wrong)
        assert error.value.action


@pytest.mark.model
def test_a_folder_is_known_by_its_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_folder(), folder, ignore=shutil.ignore_patterns("*.safetensors", "vocab.txt"))
    before = find_weights(str(folder))
    assert before.local
    (folder / "config.json").write_text("{}")
    assert find_weights(str(folder)).digest != before.digest
    with pytest.raises(ModelError, match="model"):
        load_encoder(str(folder)).encode(["a text"])


# --------------------------------------------------------------------------- a model's code


def evil(folder: Path) -> Path:
    """A model folder whose one module is code of its own; gives what it would leave behind."""
    ran = folder.parent / "ran"
    folder.mkdir()
    (folder / "evil.py").write_text(f"open({str(ran)!r}, 'w')\nclass Module: pass\n", encoding="utf-8")
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "evil.Module"}]')
    (folder / "config.json").write_text('{"model_type": "evil", "auto_map": {"AutoModel": "evil.Module"}}')
    return ran


@pytest.mark.model
@pytest.mark.parametrize("listed", [True, False], ids=["modules.json", "auto_map"])
def test_a_models_code_is_never_run(listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = evil(tmp_path / "evil")
    if not listed:
        (tmp_path / "evil" / "modules.json").unlink()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="evil cannot be loaded"):
        load_encoder("./evil").encode(["a text"])
    assert not ran.exists()


@pytest.mark.model
def test_a_corpus_cannot_name_a_model(tmp_path: Path) -> None:
    """As a user meets it: a folder from elsewhere, with its claimcheck.toml."""
    ran = evil(tmp_path / "evil")
    (tmp_path / "claimcheck.toml").write_text('model = "./evil"\n', encoding="utf-8")
    for name, count in (("a.txt", 14), ("b.txt", 41)):
        text = f"Flood\n\nExactly {count} people were taken to hospital after the river burst its banks.\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    for arguments, said in (
        (["report", "a.txt", "b.txt"], "claimcheck.toml: model is './evil'"),
        (["check", "--all"], "claimcheck.toml: model is './evil'"),
        (["index", "build"], "claimcheck.toml: model is './evil'"),
        (["report", "a.txt", "b.txt", "--model", "./evil"], "evil cannot be loaded"),
    ):
        command = [sys.executable, "-P", "-m", "claimcheck", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
        assert not ran.exists()


def test_the_requirement_leaves_out_versions_that_run_a_folders_code(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (own,) = (r for r in map(Requirement, project["dependencies"]) if r.name == "sentence-transformers")
    assert not own.specifier.contains("5.7.0") and own.specifier.contains("6.0.0")


@pytest.mark.model
def test_the_command_line_names_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own").symlink_to(packaged_folder())
    monkeypatch.chdir(tmp_path)
    assert load_encoder("./own").encode(TEXTS[:1]).shape == (1, 384)
    for command in ("report", "check", "review", "index build", "index update", "index verify", "config show",
                    "baseline create", "baseline update", "baseline prune"):  # fmt: skip
        done = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"})
        assert "--model" in done.output, command
    shown = CliRunner().invoke(app, ["config", "show", "--model", "./own"]).output
    assert 'model = "./own"  # command line' in shown.splitlines()


# --------------------------------------------------------------------------- the cache


def test_nothing_is_encoded_twice(tmp_path: Path) -> None:
    inner = CountingEncoder()
    seen: list[tuple[int, int]] = []
    cached = CachedEncoder(inner, tmp_path, progress=lambda done, total: seen.append((done, total)))
    first = cached.encode([*TEXTS, TEXTS[0]])
    again = cached.encode(TEXTS)
    assert sorted(inner.asked) == sorted(TEXTS)
    assert first[:4].tobytes() == again.tobytes()
    assert seen == [(4, 4)]
    assert CachedEncoder(inner, None).encode(TEXTS).tobytes() == again.tobytes()


def test_typographic_marks_and_spaces_do_not_move_a_vector(tmp_path: Path) -> None:
    rows = CachedEncoder(CountingEncoder(), tmp_path).encode(["“He’s here”", '"He\u00a0is  here"', '"He\'s here"'])
    assert rows[0].tobytes() == rows[2].tobytes() != rows[1].tobytes()


@given(st.lists(st.text(), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_any_texts_in_any_order(tmp_path_factory: pytest.TempPathFactory, texts: list[str], random: object) -> None:
    cached = CachedEncoder(CountingEncoder(), tmp_path_factory.mktemp("vectors"))
    rows = cached.encode(texts)
    shuffled = list(range(len(texts)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert len(rows) == len(texts)
    for row, i in zip(cached.encode([texts[i] for i in shuffled]), shuffled, strict=True):
        assert row.tobytes() == rows[i].tobytes()


@pytest.mark.parametrize("damage", ["garbage", "truncated", "vectors"])
def test_a_damaged_cache_costs_time_and_no_answer(tmp_path: Path, damage: str) -> None:
    inner = CountingEncoder()
    expected = CachedEncoder(inner, tmp_path).encode(TEXTS)
    path = tmp_path / CACHE_FILE
    if damage == "garbage":
        path.write_bytes(os.urandom(9000))
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        connection = sqlite3.connect(path)
        with connection:
            connection.execute("UPDATE sealed SET value = x'0102030405'")
        connection.close()
    assert CachedEncoder(inner, tmp_path).encode(TEXTS).tobytes() == expected.tobytes()


def test_a_damaged_value_is_made_anew_and_kept(tmp_path: Path) -> None:
    """Two numbers of a vector changed places: still a unit vector, and another one."""
    inner = CountingEncoder()
    expected = CachedEncoder(inner, tmp_path).encode(TEXTS)
    with contextlib.closing(sqlite3.connect(tmp_path / CACHE_FILE)) as rows, rows:
        ((table,),) = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for key, value in rows.execute(f"SELECT key, value FROM {table}").fetchall():
            swapped = value[:-8] + value[-4:] + value[-8:-4]
            rows.execute(f"UPDATE {table} SET value = ? WHERE key = ?", (swapped, key))
    inner.asked.clear()
    assert CachedEncoder(inner, tmp_path).encode(TEXTS).tobytes() == expected.tobytes()
    assert len(inner.asked) == len(TEXTS)
    assert CachedEncoder(inner, tmp_path).encode(TEXTS).tobytes() == expected.tobytes()
    assert len(inner.asked) == len(TEXTS)  # what was damaged was replaced


@pytest.mark.parametrize("cut", [0, 1, 7, 8, 9])
def test_a_value_under_another_key_or_cut_short_is_absent(tmp_path: Path, cut: int) -> None:
    cache = ContentCache(tmp_path / "c.sqlite")
    cache.write({"a": b"one", "b": b"two"})
    assert cache.read(["a", "b", "c"]) == {"a": b"one", "b": b"two"}
    with contextlib.closing(sqlite3.connect(tmp_path / "c.sqlite")) as rows, rows:
        rows.execute("UPDATE sealed SET value = (SELECT value FROM sealed WHERE key = 'a') WHERE key = 'b'")
        rows.execute(f"UPDATE sealed SET value = substr(value, 1, {cut}) WHERE key = 'a'")
    assert cache.read(["a", "b"]) == {}
    cache.write({"a": b"", "b": b"two"})
    assert cache.read(["a", "b"]) == {"a": b"", "b": b"two"}


def test_vectors_of_another_length_are_made_anew(tmp_path: Path) -> None:
    inner = CountingEncoder()
    key = content_key(inner.digest, TEXTS[0])
    ContentCache(tmp_path / CACHE_FILE).write({key: np.eye(3, dtype="<f4")[0].tobytes()})
    assert CachedEncoder(inner, tmp_path).encode(TEXTS).shape == (4, 16)
    inner.asked.clear()
    assert CachedEncoder(inner, tmp_path).encode(TEXTS[:1]).shape == (1, 16)
    assert not inner.asked


def test_a_cache_of_an_earlier_version_is_no_hit(tmp_path: Path) -> None:
    inner = CountingEncoder()
    path = tmp_path / CACHE_FILE
    with contextlib.closing(sqlite3.connect(path)) as rows, rows:
        rows.execute("CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL)")
        key = content_key(inner.digest, TEXTS[0])
        rows.execute("INSERT INTO entries VALUES (?, ?)", (key, np.eye(16, dtype="<f4")[0].tobytes()))
    rows = CachedEncoder(inner, tmp_path).encode(TEXTS)
    assert rows.tobytes() == CachedEncoder(CountingEncoder(), None).encode(TEXTS).tobytes()


@pytest.mark.model
@pytest.mark.parametrize("damage", [b"", b"no zlib", zlib.compress(b"no json"), zlib.compress(b"[[1, 2]]")])
def test_damaged_annotations_are_made_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "annotations.sqlite"
    expected = Annotator(path).annotate(TEXTS[:1])
    with contextlib.closing(sqlite3.connect(path)) as rows:
        ((key,),) = rows.execute("SELECT key FROM sealed").fetchall()
    ContentCache(path).write({key: damage})  # with a checksum that holds: of another program, say
    assert Annotator(path).annotate(TEXTS[:1]) == expected
    with contextlib.closing(sqlite3.connect(path)) as rows, rows:
        rows.execute("UPDATE sealed SET value = ?", (damage,))
    assert Annotator(path).annotate(TEXTS[:1]) == expected
    assert ContentCache(path).read([key])


def test_nothing_to_read_or_write_opens_no_cache(tmp_path: Path) -> None:
    """Python 3.13 warns of a connection that nobody closes; on every Python, no file is made."""
    path = tmp_path / "cache.sqlite"
    cache = ContentCache(path)
    assert cache.read([]) == cache.read(iter(())) == {}
    cache.write({})
    assert not path.exists()


def test_a_cache_that_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    assert CachedEncoder(CountingEncoder(), blocked).encode(TEXTS).shape == (4, 16)


def test_several_may_write_at_once(tmp_path: Path) -> None:
    def fill(turn: int) -> bytes:
        return (
            CachedEncoder(CountingEncoder(), tmp_path).encode([f"claim {(turn + n) % 40}" for n in range(40)]).tobytes()
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, range(8)))
    inner = CountingEncoder()
    CachedEncoder(inner, tmp_path).encode([f"claim {n}" for n in range(40)])
    assert inner.asked == []
