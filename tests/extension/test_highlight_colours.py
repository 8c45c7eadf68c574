"""The lines and grounds of highlights can be told from light and dark pages, and leave their text legible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "extension/content/highlight.css").read_text("utf-8")
RULES = re.findall(r"::highlight\(grain-of-salt-(serious|warning|info)\) \{([^}]*)\}", STYLE)
PAGES = {"white": (255, 255, 255), "dark": (27, 27, 27)}
INKS = {"white": (32, 32, 32), "dark": (236, 236, 236)}


def luminance(colour: tuple[float, ...]) -> float:
    """Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (c / 3294.6 if c <= 10.31 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """
    >>> round(contrast((0, 0, 0), (255, 255, 255)), 2)
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("severity", "rule"), RULES, ids=[rule[0] for rule in RULES])
def test_contrast(severity: str, rule: str, page: str):
    *ground, alpha = map(int, re.search(r"background-color: rgb\((\d+) (\d+) (\d+) / (\d+)%\)", rule).groups())
    line = tuple(map(int, re.search(r"underline.* rgb\((\d+) (\d+) (\d+)\)", rule).groups()))
    mixed = tuple(alpha / 100 * a + (1 - alpha / 100) * b for a, b in zip(ground, PAGES[page], strict=True))
    assert contrast(INKS[page], mixed) >= 7
    assert contrast(line, PAGES[page]) >= 3


def test_each_severity_has_a_line_of_its_own():
    lines = [re.search(r"underline (\w+)", rule)[1] for _, rule in RULES]
    assert len(set(lines)) == len(lines) == 3
    assert "animation" not in STYLE
    assert "transition" not in STYLE
