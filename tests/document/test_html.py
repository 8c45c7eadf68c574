"""The canonical text, its places, and what a hostile page does to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.document import html

CASES = Path(__file__).parents[1] / "cases" / "canonical"


def cases() -> list[Any]:
    return [
        pytest.param(case["html"], case["text"], id=f"{file.stem}: {case['why']}")
        for file in sorted(CASES.glob("*.json"))
        for case in json.loads(file.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("markup", "text"), cases())
def test_canonical_text(markup: str, text: str) -> None:
    assert html.parse(markup).text == text
