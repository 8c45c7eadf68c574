"""Pages made to hurt: each is answered, by a report or a problem document, and the next page as if nothing had been."""

from __future__ import annotations

import gzip
import json
import random
import time
import zlib
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil
import pytest
from running import Service

MIB = 1 << 20
HONEST = (
    b"<h1>Night cook</h1><p>Pay: 20 to 24 euros an hour. Apply: <a href='mailto:jobs@northwind.example'>mail</a></p>"
)
SOUP = random.Random(7).randbytes(MIB)
ATTRIBUTES = b"<p " + b"".join(b"a%d=1 " % i for i in range(300_000)) + b">Cooks wanted"
CARDS = b"<table>" + b"<tr><td>$20<td>$24 an hour" * 20_000
POLICY = b"<p>We only write from @northwind.example and never from @northwind-jobs.example."
LINKED = b"<script type='application/ld+json'>%s</script>"

SHAPES: dict[str, bytes] = {
    "open tags": b"<a " * 22_000,
    "open brackets": b"<" * MIB,
    "nested boxes": b"<div>" * 100_000,
    "nested boxes with text": b"<div>a" * 99_000,
    "nested lists, tables, forms": b"<ul><li><table><tr><td><form>" * 15_000,
    "nested drawings": b"<svg><math><foreignObject>" * 20_000,
    "badly nested inline": b"<b><i><a href=x><p>" * 20_000,
    "attributes": ATTRIBUTES,
    "one long attribute": b"<a href='" + b"x" * 4 * MIB + b"'>Apply</a>",
    "entities": b"&amp;" * 500_000,
    "nested entities": b"&amp;" + b"amp;" * 500_000,
    "numeric entities": b"&#x1F4B0;&#0;&#xD800;&#99999999999;" * 20_000,
    "nulls": b"\0" * MIB,
    "lone surrogates": b"\xff\xfe" + b"\x00\xd8a\x00" * 100_000,
    "random bytes": SOUP,
    "no space": b"a" * (5 * MIB - 9),
    "spaces": b" " * 4 * MIB + b"x",
    "lines": b"x\n" * 500_000,
    "breaks": b"<br>" * 99_000 + b"x",
    "figures": b"1," * 500_000,
    "figures with points": b"1.1,1." * 170_000,
    "digits": b"7" * MIB,
    "signs": b"$" * MIB,
    "signs and figures": b"$1-$2k " * 150_000,
    "ranges": b"$1k - $2k per year " * 50_000,
    "thousand letters": b"k" * MIB,
    "mail signs": b"@" * MIB,
    "mail addresses": b"a@b.co " * 150_000,
    "one mail address": b"a." * 250_000 + b"@" + b"b." * 250_000 + b"co",
    "mail domains": b"@a.b.c.d.e.f.g " * 60_000,
    "links": b"<a href='https://a.example/?u=https://b.example'>Apply at c.example</a>" * 20_000,
    "declarations": POLICY * 10_000,
    "declared lists": b"We only write from " + b"@a.example, " * 80_000,
    "mojibake": "ðŸ’° weâ€™re ".encode() * 60_000,
    "twice garbled": "Ã¢â‚¬â„¢".encode() * 60_000,
    "question marks": b"don?t " * 170_000,
    "invisible": "a\u200bb\u00ad".encode() * 150_000,
    "reversed": "\u202eabc".encode() * 150_000,
    "marks upon marks": ("e" + "\u0301" * 1000).encode() * 500,
    "lookalikes": "раураl.example ".encode() * 30_000,
    "comments": b"<!--" * 250_000,
    "declarations of documents": b"<!DOCTYPE a [<!ENTITY a '" + b"&a;" * 300_000 + b"'>]>&a;",
    "instructions": b"<?xml version='1.0'?>" * 50_000,
    "character data": b"<![CDATA[" * 100_000,
    "scripts": b"<script>" * 90_000,
    "raw text": b"<textarea><title><style><xmp><plaintext>" * 20_000,
    "cells": CARDS,
    "deep data": LINKED % (b'{"a":' * 100_000),
    "deep data, closed": LINKED % (b'{"@type":"JobPosting","a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    "much data": LINKED % b'{"@type":"JobPosting","title":"Cook"}' * 20_000,
    "wide data": LINKED % (b'[{"@type":"JobPosting"}' + b',{"@type":"JobPosting"}' * 60_000 + b"]"),
    "data with odd numbers": LINKED % b'{"@type":"JobPosting","baseSalary":{"value":1e999999999,"currency":NaN}}',
    "microdata": b"<div itemscope itemtype='https://schema.org/JobPosting'><span itemprop=title>" * 30_000,
}
"""Pages by what is odd about them."""


def post(service: Service, page: bytes, **headers: str) -> tuple[int, dict]:
    """Status and JSON of a check."""
    connection = HTTPConnection(urlsplit(service.url).netloc, timeout=60)
    try:
        connection.request("POST", "/v1/checks?include=text", page, {"Content-Type": "text/html"} | headers)
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    finally:
        connection.close()


def assert_well(service: Service) -> None:
    status, report = post(service, HONEST)
    assert (status, report["complete"], report["annotations"]) == (200, True, [])


@pytest.mark.parametrize("kind", ["text/html", "text/markdown"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_answered(service: Service, shape: str, kind: str) -> None:
    status, told = post(service, SHAPES[shape], **{"Content-Type": kind})
    if status == 200:
        page = told["document"]["page_text"]
        places = [annotation["target"] for annotation in told["annotations"] if annotation["target"]]
        assert all(page[t["position"]["start"] : t["position"]["end"]] == t["quote"]["exact"] for t in places)
        assert not {"rule-failed", "reading-failed"} & {gap["code"] for gap in told["incomplete"]}
    else:
        assert (status, told["type"]) in {(422, "too-complex"), (422, "empty-page")}
    assert_well(service)


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("gzip", gzip.compress(HONEST), 200),
        ("gzip", gzip.compress(bytes(60 * MIB)), 413),
        ("gzip", gzip.compress(gzip.compress(bytes(60 * MIB))), 200),  # the inner one is a page of odd bytes
        ("gzip", gzip.compress(HONEST)[:-9], 400),
        ("gzip", gzip.compress(HONEST) + b"more", 400),
        ("gzip", HONEST, 400),
        ("deflate", zlib.compress(HONEST), 415),
        ("zstd", bytes.fromhex("28b52ffd") + bytes(99), 415),
        ("br", HONEST, 415),
        ("gzip, gzip", gzip.compress(gzip.compress(HONEST)), 415),
    ],
)
def test_packed_bodies(service: Service, encoding: str, body: bytes, expected: int) -> None:
    status, told = post(service, body, **{"Content-Encoding": encoding})
    assert status == expected, told
    assert_well(service)


CHUNK = b"%x%%s\r\n%s\r\n0%%s\r\n%%s\r\n" % (len(HONEST), HONEST)


@pytest.mark.parametrize(
    ("coding", "body", "expected"),
    [
        ("chunked", CHUNK % (b"", b"", b""), 200),
        ("Chunked", CHUNK % (b";a=b", b";c", b""), 200),
        ("chunked", CHUNK % (b"", b"", b"X-Digest: 7\r\nX-More: 8\r\n"), 200),
        ("chunked", CHUNK % (b"", b"000", b""), 200),
        ("chunked", CHUNK % (b"", b"", b"Host: evil.example\r\n"), 400),
        ("chunked", CHUNK % (b"", b"", b"no trailer\r\n"), 400),
        ("gzip, chunked", CHUNK % (b"", b"", b""), 400),
        ("chunked, chunked", CHUNK % (b"", b"", b""), 400),
        ("identity", CHUNK % (b"", b"", b""), 400),
    ],
)
def test_bodies_in_chunks(service: Service, coding: str, body: bytes, expected: int) -> None:
    began = time.monotonic()
    status, told = post(service, body, **{"Transfer-Encoding": coding})
    assert status == expected, told
    assert time.monotonic() - began < 4, "it has come whole: nobody waits for more"


def test_no_process_keeps_what_such_pages_took(service: Service) -> None:
    for shape in ("no space", "entities", "links", "random bytes", "cells", "deep data"):
        post(service, SHAPES[shape])
    held = [process.memory_info().rss >> 20 for process in psutil.Process(service.process.pid).children(recursive=True)]
    assert max(held) < 400, f"MiB by process: {held}"
