"""Tables of cases: the rows of all files in one folder of `cases/`, each a test under its reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


def rows(folder: str) -> list:
    return [
        pytest.param(case, id=f"{table.stem}: {case['why']}")
        for table in sorted((CASES / folder).glob("*.toml"))
        for case in tomllib.loads(table.read_text(encoding="utf-8"))["case"]
    ]
