"""The page's pure functions on text, run in the browser that runs them for people."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def call(page_at_root):
    """Call an exported function of text.js with JSON arguments."""

    def call(name: str, *arguments):
        script = """async ([name, given]) => {
            const module = await import("/web/text.js");
            return module[name](...given);
        }"""
        return page_at_root.evaluate(script, [name, arguments])

    return call


LOOKS = [
    ("<!DOCTYPE html><title>Cook</title>", "text/html"),
    ("\ufeff  \n<div class=posting>Cook</div>", "text/html"),
    ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "text/html"),
    ("# Cook\n\nWe cook.", "text/markdown"),
    ("Apply [here](https://acme.example/jobs)", "text/markdown"),
    ("The **cook** we want", "text/markdown"),
    ("Cook wanted\n\n* 3 years\n* hats", "text/plain"),
    ("Pay < 40k, or > 50k #negotiable", "text/plain"),
    ("<3 this job", "text/plain"),
    ("", "text/plain"),
]


@pytest.mark.parametrize(("text", "media_type"), LOOKS)
def test_what_a_posting_looks_like(call, text: str, media_type: str):
    assert call("looksLike", text) == media_type


FILES = [
    ("Posting.HTML", "no markup", "text/html"),
    ("posting.xhtml", "", "application/xhtml+xml"),
    ("posting.md", "<p>", "text/markdown"),
    ("posting.txt", "# Cook", "text/markdown"),
    ("posting", "<html>", "text/html"),
    ("posting.asp", "plain", "text/plain"),
]


@pytest.mark.parametrize(("name", "text", "media_type"), FILES)
def test_a_file_is_read_by_its_name_then_by_its_content(page_at_root, name: str, text: str, media_type: str):
    script = """async ([name, text]) => {
        const { fileType } = await import("/web/text.js");
        return fileType(name, new TextEncoder().encode(text));
    }"""
    assert page_at_root.evaluate(script, [name, text]) == media_type


BYTES = [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", True),
    (b"%PDF-1.7 text", True),
    (b"PK\x03\x04\x14\0\0\0\x08\0", True),
    ("Köchin gesucht".encode("utf-16"), False),
    ("料理人".encode("iso-2022-jp"), False),
    ("Köchin".encode("latin-1"), False),
    (b"", False),
]


@pytest.mark.parametrize(("body", "binary"), BYTES)
def test_what_is_no_text_is_not_sent(page_at_root, body: bytes, binary: bool):
    script = """async (bytes) => {
        const { isBinary } = await import("/web/text.js");
        return isBinary(new Uint8Array(bytes));
    }"""
    assert page_at_root.evaluate(script, list(body)) is binary


DIFFERENCES = [
    ("same", "same", []),
    ("weâ€™re here", "we’re here", [(0, 7, "we’re")]),
    ("a weâ€™re b\nitâ€™s", "a we’re b\nit’s", [(2, 9, "we’re"), (12, 18, "it’s")]),
    ("voilÃ  la mer", "voilà la mer", [(0, 6, "voilà")]),  # the broken letter brought a space of its own
    ("a Ã  b", "a à b", [(2, 4, "à")]),
    ("one\ntwo", "one two", [(0, 7, "one two")]),
    ("", "new", [(0, 0, "new")]),
]


@pytest.mark.parametrize(("before", "after", "found"), DIFFERENCES)
def test_repairs_are_told_by_whole_words(call, before: str, after: str, found: list):
    assert [(d["start"], d["end"], d["text"]) for d in call("differences", before, after)] == found


texts = st.text(st.sampled_from("ab \n"), max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(before=texts, after=texts)
def test_differences_turn_one_text_into_the_other(call, before: str, after: str):
    made, at = "", 0
    for change in call("differences", before, after):
        assert at <= change["start"] <= change["end"] <= len(before)
        made += before[at : change["start"]] + change["text"]
        at = change["end"]
    assert made + before[at:] == after


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    text=texts,
    stretches=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=6),
)
def test_pieces_cover_the_text_once_and_know_what_covers_them(call, text: str, stretches: list):
    given_ones = [{"start": start, "end": end} for start, end in stretches if end <= len(text)]
    lines = call("pieces", text, given_ones)
    assert ["".join(text[p["start"] : p["end"]] for p in line) for line in lines] == text.split("\n")
    for line in lines:
        assert all(one["end"] == other["start"] for one, other in pairwise(line))
        for piece in line:
            covering = [s for s in given_ones if s["start"] <= piece["start"] and piece["end"] <= s["end"]]
            assert sorted(map(str, piece["over"])) == sorted(map(str, covering))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.text(st.sampled_from("aé💰👩‍🚀\n"), max_size=20))
def test_code_points_are_found_in_utf_16(page_at_root, text: str):
    script = """async (text) => {
        const { codeUnits } = await import("/web/text.js");
        const toUnit = codeUnits(text);
        return [...text, ""].map((_, codePoint) => toUnit(codePoint));
    }"""
    expected = [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]
    assert page_at_root.evaluate(script, text) == expected
