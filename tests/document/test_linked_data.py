"""JSON-LD as boards write it, and microdata in the same shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.document import read
from server.document.model import Document


def document(markup: str) -> Document:
    return read(markup.encode(), "text/html; charset=utf-8", "https://board.example/jobs/7")


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


JSON_LD = [
    # what stands in the script, its value
    ('{"@type": "JobPosting", "title": "Cook"}', {"@type": "JobPosting", "title": "Cook"}),
    ("\n [1, 2.5, null, true, {}] \n", [1, 2.5, None, True, {}]),
    ('<!-- {"a": 1} -->', {"a": 1}),
    ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
    ('/* <![CDATA[ */ {"a": 1} /* ]]> */', {"a": 1}),
    ('\ufeff{"a": 1}', {"a": 1}),
    ('{"a": 1};', {"a": 1}),
    ('{"a": 1}} trailing', {"a": 1}),
    ('{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
    ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
    ('{"a": "&quot;b&quot; &amp;amp;"}', {"a": "&quot;b&quot; &amp;amp;"}),
    ('{"a": [1, 2, ], }', {"a": [1, 2]}),
    (r'{"a": "it\'s \$5 \\ \n \u00e9"}', {"a": "it\\'s \\$5 \\ \n é"}),
    ('{"a": NaN, "b": -Infinity, "c": 1e999}', {"a": None, "b": None, "c": None}),
    ('{"a": ' + "9" * 5_000 + "}", {"a": "9" * 5_000}),
    (r'{"a": "\ud83d", "b": "\ud83d\udcb0", "\udc00": 1}', {"a": "\ufffd", "b": "💰", "\ufffd": 1}),
    ('{"a": "<p>Pay: &pound;20</p>"}', {"a": "<p>Pay: &pound;20</p>"}),
    ('{"title": "DÃ©veloppeur Ã\xa0 Paris"}', {"title": "Développeur à Paris"}),
    ("[" * 60 + "]" * 60, json.loads("[" * 60 + "]" * 60)),
]


@pytest.mark.parametrize(("text", "value"), JSON_LD)
def test_json_ld(text: str, value: Any) -> None:
    page = document(script(text))
    assert [(block.value, block.syntax) for block in page.linked_data] == [(value, "json-ld")]
    assert page.incomplete == ()


BROKEN = [
    "{",
    '{"a": "one "quoted" word"}',
    "[" * 100 + "]" * 100,
    "[" * 100_000,
    "var data = {};",
    "&",
    '["' + "\\" * 100_001,
    "[" + "," * 100_000,
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(text: str) -> None:
    page = document(script(text) + script('{"a": 1}'))
    assert [block.value for block in page.linked_data] == [{"a": 1}]
    assert [one.code for one in page.incomplete] == ["broken-json-ld"]
    assert page.incomplete[0].detail.endswith(".")


@pytest.mark.parametrize(
    "markup",
    [
        script(""),
        script(" \n"),
        '<script type="text/javascript">{"a": 1}</script>',
        '<script>{"a": 1}</script>',
        '<script id="ld+json">{"a": 1}</script>',
        '<p>{"@type": "JobPosting"}</p>',
    ],
)
def test_no_json_ld(markup: str) -> None:
    page = document(markup)
    assert (page.linked_data, page.incomplete) == ((), ())


def test_blocks_are_read_wherever_they_stand() -> None:
    page = document(f"<div hidden>{script('1')}</div><p>{script('2')}</p>" + script("3").replace("ld+", "LD+"))
    assert [block.value for block in page.linked_data] == [1, 2, 3]


MICRODATA = [
    # markup, values of the items
    (
        '<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title"> Night <b>cook</b> </h1></div>',
        [{"@type": "JobPosting", "title": "Night cook"}],
    ),
    (
        '<div itemscope itemtype="http://www.schema.org/JobPosting">'
        '<div itemprop="baseSalary" itemscope itemtype="http://schema.org/MonetaryAmount">'
        '<meta itemprop="currency" content="EUR"><span itemprop="value">2,400</span></div></div>',
        [{"@type": "JobPosting", "baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": "2,400"}}],
    ),
    ('<p itemscope><i itemprop="a">1</i><i itemprop="a">2</i><i itemprop="a">3</i></p>', [{"a": ["1", "2", "3"]}]),
    ('<p itemscope><i itemprop="a b">1</i></p>', [{"a": "1", "b": "1"}]),
    ('<p itemscope><time itemprop="datePosted" datetime="2026-01-05">today</time></p>', [{"datePosted": "2026-01-05"}]),
    ('<p itemscope><time itemprop="datePosted">5 January</time></p>', [{"datePosted": "5 January"}]),
    ('<p itemscope><a itemprop="url" href="/x">x</a></p>', [{"url": "https://board.example/x"}]),
    ('<p itemscope><img itemprop="logo" src="l.png"></p>', [{"logo": "https://board.example/jobs/l.png"}]),
    ('<p itemscope><data itemprop="n" value="7">seven</data></p>', [{"n": "7"}]),
    ('<p itemscope><i itemprop="m" content="8">eight</i></p>', [{"m": "8"}]),
    ('<p itemscope><span itemprop="pay" hidden>30 <b>000</b><br>EUR</span></p>', [{"pay": "30 000\nEUR"}]),
    ('<div itemscope hidden><span itemprop="a">x</span></div>', [{"a": "x"}]),
    (
        '<p itemscope itemtype="https://schema.org/Person https://acme.example/Cook"></p>',
        [{"@type": ["Person", "https://acme.example/Cook"]}],
    ),
    ('<p itemscope><i itemprop="name">MÃ¼nchner KÃ¼che</i></p>', [{"name": "Münchner Küche"}]),
    ('<p itemscope><meta itemprop="name" content="MÃ¼nchner KÃ¼che"></p>', [{"name": "Münchner Küche"}]),
    ('<p itemscope></p><p itemscope><i itemprop="a">1</i></p>', [{}, {"a": "1"}]),
    ('<i itemprop="a">belongs to nothing</i>', []),
]


@pytest.mark.parametrize(("markup", "values"), MICRODATA)
def test_microdata(markup: str, values: list[Any]) -> None:
    page = document(markup)
    assert [(block.value, block.syntax) for block in page.linked_data] == [(value, "microdata") for value in values]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_comes_back_as_it_was_written(value: Any) -> None:
    text = json.dumps(value).replace("<", "\\u003c")
    blocks = document(script(text)).linked_data
    assert len(blocks) == 1
    json.dumps(blocks[0].value, ensure_ascii=False).encode("utf-8")


@given(st.text(max_size=60))
def test_any_script_is_read_or_told(text: str) -> None:
    page = document(script(text.replace("<", "").replace("\0", "")))
    assert len(page.linked_data) + len(page.incomplete) == (1 if text.replace("<", "").replace("\0", "").strip() else 0)
