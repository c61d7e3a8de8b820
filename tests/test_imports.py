"""What is imported when: the start must be quick, and each heavy library has one door (also a lint contract)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

HEAVY = frozenset(
    "torch transformers sentence_transformers spacy thinc sklearn scipy numpy pandas onnx onnxruntime tokenizers "
    "trafilatura lxml docx pypdf jinja2 xlsxwriter starlette uvicorn pyarrow ray fsspec".split()
)
ROOT = Path(__file__).parents[1]


def modules_after(code: str) -> set[str]:
    """Top-level modules loaded once ``code`` has run in a fresh interpreter."""
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sorted(sys.modules), file=sys.stderr)"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in ended.stderr.split()}


def every_module() -> list[str]:
    folder = ROOT / "claimcheck"
    names = [path.relative_to(ROOT).with_suffix("").parts for path in sorted(folder.rglob("*.py"))]
    return [".".join(parts).removesuffix(".__init__") for parts in names if parts[-1] != "__main__"]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["report", "--help"], ["rule"], ["rule", "negation"]])
def test_quick_commands_import_nothing_heavy(arguments: list[str]) -> None:
    loaded = modules_after(
        f"from claimcheck.cli import main\ntry: main({arguments!r})\nexcept SystemExit as left: assert not left.code"
    )
    assert loaded.isdisjoint(HEAVY)


def test_no_module_imports_a_heavy_library_at_its_top() -> None:
    """numpy and scipy included: a cached run of a few articles spends its time on the articles."""
    loaded = modules_after("\n".join(f"import {name}" for name in every_module()))
    assert loaded.isdisjoint(HEAVY)


def test_aligning_loads_no_package_of_scipy() -> None:
    """Its solver alone: what stands around that takes longer to load than a pair of articles to align."""
    loaded = modules_after(
        "import numpy as np\nfrom claimcheck.datamodel import Claim, ClaimRole, Span\n"
        "from claimcheck.matching.align import align\n"
        "told = [Claim(f'{n}', 'a', Span('a', n, n + 1), n, 0, ClaimRole.BODY, f'Word {n}') for n in range(3)]\n"
        "assert len(align(told, told, np.eye(3), np.eye(3), 'a', 'b')) == 3"
    )
    assert "scipy" not in loaded


def test_grouping_two_articles_loads_no_package_of_scipy() -> None:
    loaded = modules_after(
        "import datetime as dt, numpy as np\nfrom claimcheck.stories.accounts import alone\n"
        "from claimcheck.stories.group import stories_of\nfrom claimcheck.stories.outlines import VIEWS, Outline\n"
        "def made(name):\n"
        "    terms, weights = np.arange(9, dtype=np.uint64), np.ones((9, len(VIEWS)), dtype=np.float32)\n"
        "    return Outline(name, dt.date(2020, 1, 1), False, 9, name, terms, terms, weights)\n"
        "two = [made('a'), made('b')]\nassert alone(two, stories_of(two)) == ()"
    )
    assert "scipy" not in loaded


def test_a_story_of_twenty_articles_loads_no_package_of_scipy() -> None:
    loaded = modules_after(
        "import numpy as np\nfrom claimcheck.stories.outlines import VIEWS, Outline\n"
        "from claimcheck.stories.relatives import relatives\n"
        "terms, weights = np.arange(9, dtype=np.uint64), np.ones((9, len(VIEWS)), dtype=np.float32)\n"
        "told = [Outline(f'{n}', None, False, 9, f'{n}', terms, terms, weights) for n in range(20)]\n"
        "assert len(relatives(told)) > 20"
    )
    assert "scipy" not in loaded


def test_leaves_need_the_standard_library_alone() -> None:
    names = ("datamodel", "textforms", "errors", "files.content_cache")
    loaded = modules_after("\n".join(f"import claimcheck.{name}" for name in names))
    assert loaded.isdisjoint({"pydantic", "typer", "rich", "jinja2", *HEAVY})


def test_every_import_is_a_declared_dependency() -> None:
    """What claimcheck imports must come with it, not by the grace of another package."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = ("fetch", "parquet", "ray")
    optional = [d for extra, own in project["optional-dependencies"].items() if extra in extras for d in own]
    declared = {
        re.split(r"[\s<>=!~;\[]", d, maxsplit=1)[0].lower().replace("_", "-")
        for d in (*project["dependencies"], *optional)
    }
    # transformers and torch are sentence-transformers' own: it chooses their versions.
    by_grace = {"torch", "transformers"}
    provides = metadata.packages_distributions()
    for path in sorted((ROOT / "claimcheck").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"claimcheck"} - by_grace:
                owners = {d.lower().replace("_", "-") for d in provides.get(top, [top])}
                assert owners & declared, f"{path.name} imports {top}, which pyproject.toml does not declare"


def test_package_holds_what_it_reads() -> None:
    """As installed: a wheel without its parameters would fail only at a user's."""
    package = resources.files("claimcheck")
    assert package.joinpath("py.typed").is_file()
    for pattern in ("*.json", "*.toml", "*.j2", "*.html", "*.css", "*.js"):
        for path in (ROOT / "claimcheck").rglob(pattern):
            part = path.relative_to(ROOT / "claimcheck").as_posix()
            assert package.joinpath(part).is_file(), part


def test_constraints_pin_every_dependency() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"], "torch"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)  # no address, no path, no local build
    pinned = {pin.partition("==")[0].lower().replace("_", "-") for pin in pins}
    for requirement in wanted:
        assert re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0].lower().replace("_", "-") in pinned


def test_every_package_says_where_to_begin() -> None:
    """What comes in, what goes out, and the file to open first, which is there."""
    for path in sorted((ROOT / "claimcheck").rglob("*/__init__.py")):
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert all(part in doc for part in ("In: ", "Out: ", "Begin at")), path
        for name in re.findall(r"``([a-z_]+\.py)``", doc):
            assert list(path.parent.rglob(name)), f"{path}: {name}"


def test_five_modules_stand_at_the_top() -> None:
    names = {path.stem for path in (ROOT / "claimcheck").glob("*.py")}
    assert names == {"__init__", "__main__", "cli", "errors", "joining", "textforms"}
