"""Each module imports only from those above it in CONTRIBUTING's list; torch begins at `configuration`."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "actorstance"
OUTSIDE = {"__init__", "registration"}  # tells transformers of the model when the package is imported


def layers():
    """The rank of each module in the list; those of one line stand in the order in which they may import."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"\n((?: {6}[a-z_, ]+\n)+)", text)[1]
    names = [name for name in re.findall(r"[a-z_]+", block) if name != "scripts"]
    return {name: rank for rank, name in enumerate(names)}


def module_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """The top-level modules of the package that a file imports when it is imported itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("actorstance."):
            yield node.module.split(".")[1]


FILES = sorted(path for path in PACKAGE.rglob("*.py") if module_of(path) not in OUTSIDE)


def test_the_list_names_every_module():
    assert {module_of(path) for path in FILES} == set(layers())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_those_above(path):
    rank, own = layers(), module_of(path)
    below = {name for name in imports(path) if name != own and rank[name] > rank[own]}
    assert not below


def test_what_stands_above_encoding_needs_no_torch():
    above = [name for name, rank in layers().items() if rank < layers()["configuration"]]
    code = "; ".join(f"import actorstance.{name}" for name in above)
    check = "import sys; assert 'torch' not in sys.modules, 'torch'; assert 'transformers' not in sys.modules"
    subprocess.run([sys.executable, "-c", f"{code}; {check}"], check=True)
