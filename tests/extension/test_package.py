"""The zip for the stores: holds what the extension uses, nothing else, and works in both browsers."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from zipfile import ZipFile

import packing
import pytest
from browsers import EXTENSION, Browser
from crewboard import PAGES, Site
from running import Service

import server

MANIFEST = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
PATH = re.compile(r"""["'`/]((?:[\w.-]+/)*[\w-]+\.(?:css|html|js|json|png))["'`#?]""")
"""Relative to the file that names it, or to the extension's folder."""
SCRIPTS = re.compile(r"""\[([^]]+)\]\.map\(\(name\) => `content/\$\{name\}\.js`\)""")


def test_it_holds_what_is_reached_from_the_manifest_and_nothing_else(tmp_path: Path):
    with ZipFile(packing.pack(tmp_path)) as packed:
        assert packed.namelist() == sorted(reached())


def reached() -> set[str]:
    """Every file that the manifest names, or that a file names which is reached."""
    found: set[str] = set()
    waiting = ["manifest.json", *(f"_locales/{folder.name}/messages.json" for folder in EXTENSION.glob("_locales/*"))]
    while waiting:
        name = waiting.pop()
        if name in found or not (EXTENSION / name).is_file():
            continue
        found.add(name)
        if not name.endswith(".png"):
            source = (EXTENSION / name).read_text("utf-8")
            for path in PATH.findall(source):
                waiting += [path, posixpath.normpath(posixpath.join(posixpath.dirname(name), path))]
            waiting += [f"content/{one}.js" for names in SCRIPTS.findall(source) for one in re.findall(r"\w+", names)]
    return found


def test_it_is_the_same_every_time(tmp_path: Path):
    one, other = (packing.pack(tmp_path / folder).read_bytes() for folder in ("one", "other"))
    assert one == other


def test_the_version_is_that_of_the_service():
    assert MANIFEST["version"] == server.__version__


def test_the_stores_are_told_why_it_asks_for_each_permission():
    told = (EXTENSION.parent / "docs/stores.md").read_text("utf-8")
    data = MANIFEST["browser_specific_settings"]["gecko"]["data_collection_permissions"]["required"]
    asked = [*MANIFEST["permissions"], *MANIFEST["optional_host_permissions"], *data]
    assert [one for one in asked if f"`{one}`" not in told] == []


@pytest.mark.browser
def test_a_browser_takes_it_and_checks_with_it(browser: Browser, site: Site, service: Service, tmp_path: Path):
    fresh = type(browser)(tmp_path, site.address, packing.pack(tmp_path / "dist"))
    try:
        options = fresh.open_extension_page("options/options.html")
        options.function("server => chrome.storage.local.set({server, introduced: true})", service.url)
        page = fresh.open(site.add("/jobs/packed", (PAGES / "faulty.html").read_text("utf-8")))
        assert fresh.check(page).texts(".finding.serious h2")
        assert page.value("CSS.highlights.size")
    finally:
        fresh.close()
