"""Pictures of the page at `/` with its own example.

They end up in a folder of the test run, or in the one that SCREENSHOTS names:
`SCREENSHOTS=docs python -m pytest tests/web/test_page_pictures.py` renews those of the documentation.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture(chromium: Browser, service, tmp_path: Path, scheme: Literal["light", "dark"]):
    window = {"width": 1280, "height": 960}
    page = chromium.new_page(viewport=window, color_scheme=scheme, reduced_motion="reduce")
    page.goto(service.url)
    page.get_by_role("button", name="Try an example").click()
    page.locator(".finding button").nth(1).click()
    expect(page.locator(".text .current").first).to_be_focused()
    page.locator("#result").evaluate("(result) => result.scrollIntoView()")
    picture = page.screenshot(path=Path(os.environ.get("SCREENSHOTS", tmp_path)) / f"page-{scheme}.png")
    page.close()
    assert 50_000 < len(picture) < 300_000
