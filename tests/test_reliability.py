"""Every promise of docs/reliability.md is held by a test that exists."""

from __future__ import annotations

import ast
import re

from running import ROOT

PAGE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", PAGE)


def test_every_promise_names_its_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| when")]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row.rpartition(" | ")[2]] == []


def test_every_named_test_exists() -> None:
    assert len(NAMED) > 20
    for path, name in NAMED:
        tree: ast.AST = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for part in name.split("::"):
            found = [node for node in ast.iter_child_nodes(tree) if getattr(node, "name", None) == part]
            assert found, f"{path}::{name}"
            tree = found[0]
