"""Files of every kind into sources, and what cannot be read into problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimcheck.reading.files import Reading, read_paths


def write(folder: Path, name: str, raw: bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return str(path)


def test_text_is_the_decoded_bytes_untouched(tmp_path: Path) -> None:
    raw = "\ufeffOne 🙂 line.\r\nAnother\u00a0line.\r\n".encode()
    sources, problems = read_paths([write(tmp_path, "a.txt", raw)])
    assert problems == ()
    assert sources[0].text.encode() == raw
    assert len(sources[0].digest) == 64


def test_utf16_with_a_mark_is_read(tmp_path: Path) -> None:
    sources, _ = read_paths([write(tmp_path, "a.txt", "Ein Satz – zwei.".encode("utf-16"))])
    assert "Ein Satz – zwei." in sources[0].text


def test_order_and_repetition_do_not_matter(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{name}.txt", b"A sentence stands here.") for name in "cab"]
    first, _ = read_paths(paths)
    second, _ = read_paths([*reversed(paths), paths[0], str(tmp_path)])
    assert [s.path for s in first] == sorted(s.path for s in first) == [s.path for s in second]


def test_folders_are_searched_to_the_bottom_without_hidden_files(tmp_path: Path) -> None:
    write(tmp_path, "deep/er/a.md", b"# Title\n\nText here.")
    write(tmp_path, ".git/b.txt", b"no")
    write(tmp_path, "c.csv", b"no")
    sources, _ = read_paths([str(tmp_path)])
    assert [Path(s.path).name for s in sources] == ["a.md"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"Text here.")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    sources, (problem,) = read_paths([str(tmp_path)])
    assert len(sources) == 1 and problem.path.endswith("loop") and "a folder that it lies in" in problem.message


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\x89PNG\x00\x01\x02", "binary"),
        (b"caf\x81 is not utf-8", "byte 3"),
        (b" \n\t\n", "is empty"),
        (b"", "is empty"),
        (b"x" * 2000, "too large"),
    ],
)
def test_a_bad_file_is_one_problem_and_the_others_are_read(tmp_path: Path, raw: bytes, says: str) -> None:
    bad = write(tmp_path, "bad.txt", raw)
    write(tmp_path, "good.txt", b"A sentence stands here.")
    sources, problems = read_paths([str(tmp_path)], Reading(max_bytes=1000))
    assert [Path(s.path).name for s in sources] == ["good.txt"]
    assert len(problems) == 1
    assert Path(bad).name in problems[0].message and says in problems[0].message and problems[0].action


def test_missing_path_and_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    sources, problems = read_paths([str(tmp_path / "nowhere.txt"), str(tmp_path / "empty")])
    assert sources == ()
    assert ["does not exist" in p.message or "no text file" in p.message for p in problems] == [True, True]
