"""What CONTRIBUTING says of the code is so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from zzuli_forms.typeset.fonts import MOST_GLYPHS

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "zzuli_forms"
TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
CACHES = TEXT.split("## Where answers are kept")[1].split("## ")[0]
ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
DECORATORS = {"once", "cached_property", "cache", "lru_cache"}
MOST_CACHES = 28
LISTS = TEXT.split("What is for this office's papers alone")[1].split("## ")[0]


def cached(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the bound of each cache in a module: a decorated function, a dict that fills itself."""
    home = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and any(getattr(one, "name", "") == "__missing__" for one in node.body):
            yield f"{home}.{node.name}", f"{MOST_GLYPHS:,} "
        for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            name = ast.unparse(decorator)
            if name.partition("(")[0] in DECORATORS:
                size = re.search(r"maxsize=([0-9_]+)", name)
                yield f"{home}.{getattr(node, 'name', '')}", f"{int(size[1]):,} " if size else "one a"


MODULES = list(PACKAGE.rglob("*.py"))
BOUNDS = [pair for path in MODULES for pair in cached(path)]


def test_every_cache_is_listed_with_its_bound_and_what_it_earns() -> None:
    rows = {name: (bound, earns) for name, _, bound, earns in ROW.findall(CACHES)}
    assert sorted(rows) == sorted(name for name, _ in BOUNDS)
    for name, size in BOUNDS:
        bound, earns = rows[name]
        assert bound.startswith(size), name
        assert re.search(r"\d ms", earns), name


def test_there_are_few_caches() -> None:
    assert len(BOUNDS) <= MOST_CACHES


def test_a_cache_is_made_by_decorating_a_function() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        decorators = [one for node in ast.walk(tree) for one in getattr(node, "decorator_list", ())]
        used = {id(name) for one in decorators for name in ast.walk(one)}
        others = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in DECORATORS and id(n) not in used]
        assert not others, path


def test_every_file_named_is_there() -> None:
    for name in re.findall(r"`([\w/.]+/[\w.]+\.(?:py|toml|sh))`", TEXT.replace("FORM/", "opening/")):
        assert (PACKAGE / name).is_file() or (REPOSITORY / name).is_file(), name


def test_every_closed_list_named_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py)`: (`.*?`) \|", LISTS)
    assert len(named) > 4
    for path, names in named:
        file = PACKAGE / path if (PACKAGE / path).is_file() else REPOSITORY / path
        for name in re.findall(r"`([\w]+)`", names):
            assert re.search(rf"^(def )?{name}\b", file.read_text("utf-8"), re.MULTILINE), name
