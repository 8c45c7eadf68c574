"""The benchmark measures what it says; how fast, no test can tell."""

from __future__ import annotations

import doctest

import pytest

from bench import http, run, tables
from bench.pages import pages


def test_the_generated_pages_are_the_same_each_time():
    assert pages(seed=3, count=4) == pages(seed=3, count=4) != pages(seed=4, count=4)


def test_every_stage_is_found_and_takes_its_share():
    sample = pages(count=4)
    run.stages(sample, rounds=1)  # the first check builds what all later ones share
    shares = run.stages(sample, rounds=2)
    assert list(shares) == [*run.STAGES, "other"]
    assert all(share > 0 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("module", [http, tables], ids=lambda module: module.__name__)
def test_the_examples_hold(module):
    failed, tried = doctest.testmod(module)
    assert failed == 0 < tried


def test_a_folder_of_pages_is_read(tmp_path):
    (tmp_path / "b.html").write_bytes(b"<p>Cook")
    (tmp_path / "a.md").write_bytes(b"# Cook")
    (tmp_path / "index.tsv").write_bytes(b"a\tb")
    assert [(page.name, page.content_type) for page in run.saved(tmp_path)] == [
        ("a.md", "text/markdown"),
        ("b.html", "text/html"),
    ]
