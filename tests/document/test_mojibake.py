"""Wrong decodings are repaired, wherever the page shows them, and nothing else is touched."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.document.mojibake import apply, repair
from server.document.mojibake.codecs import CODECS, WINDOWS_1252, Codec

CASES = Path(__file__).parents[1] / "cases" / "encoding"
BY_NAME = {codec.name: codec for codec in CODECS}
CHAINS = [(codec,) for codec in CODECS] + [
    (WINDOWS_1252, WINDOWS_1252),
    (WINDOWS_1252, BY_NAME["windows-1250"]),
    (BY_NAME["windows-1251"], WINDOWS_1252),
    (BY_NAME["Mac Roman"], WINDOWS_1252),
]


def cases(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]


def named(rows: list[dict[str, Any]], key: str = "why") -> dict[str, Any]:
    return {"argvalues": rows, "ids": [row[key] for row in rows]}


def broken(text: str, chain: tuple[Codec, ...], form: int = 0) -> str:
    """`text`, in UTF-8, read with each codec of `chain`; `form` -1 takes the C1 controls where a codec has both."""
    for codec in chain:
        text = "".join(chr(byte) if byte < 0x80 else codec.shows[byte - 0x80][form] for byte in text.encode())
    return text


def mended(text: str) -> str:
    return apply(text, repair(text, ()).repairs)


HEALTHY = cases("healthy")

POSTING = """Bäckerei Nordwind – Küchenhilfe (m/w/d)
We’re hiring “early birds” — and you’ll love it…
💰 £30,000–£35,000 • 25 °C near the oven, café included
Crème brûlée à la carte, señor! Øresund, Łódź, İzmir, žluťoučký
✅ Great team   ➡ apply by 5 May, it’s fun 👩\u200d💻
Naïve façade: ½ day off, 100 % rye® – “bread” ©"""


@pytest.mark.parametrize("case", **named(cases("published")))
def test_published_cases(case: dict[str, Any]) -> None:
    assert mended(case["broken"]) == case.get("text", case["broken"])


@pytest.mark.parametrize("case", **named(cases("lossy")))
def test_lost_bytes_are_restored_where_there_is_one_reading(case: dict[str, Any]) -> None:
    assert mended(case["broken"]) == case.get("text", case["broken"])


def test_what_lost_bytes_is_uncertain_and_says_so() -> None:
    found = repair("Say â€œbreadâ€ and weâ€™ll bake.", ()).repairs
    assert [one.certain for one in found] == [True, False, True]
    assert found[1].steps == ("UTF-8 text read as windows-1252", "a byte of the character was lost")


@pytest.mark.parametrize("case", **named(HEALTHY, "language"))
def test_healthy_text_is_left_alone(case: dict[str, Any]) -> None:
    assert repair(case["text"], ()).repairs == ()


@pytest.mark.parametrize("case", **named(HEALTHY, "language"))
def test_each_healthy_word_is_left_alone_on_a_page_of_its_own(case: dict[str, Any]) -> None:
    assert [word for word in case["text"].split() if repair(word, ()).repairs] == []


def test_healthy_text_covers_the_languages_of_postings() -> None:
    assert len({case["language"] for case in HEALTHY}) >= 30


@pytest.mark.parametrize("case", **named(HEALTHY, "language"))
def test_healthy_text_is_left_alone_beside_damage(case: dict[str, Any]) -> None:
    """A page in any language that has imported a broken description."""
    page = f"{case['text']}\n{broken(POSTING, (WINDOWS_1252,))}"
    assert mended(page) == f"{case['text']}\n{POSTING}"


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: " + ".join(codec.name for codec in chain))
def test_a_broken_posting_is_restored(chain: tuple[Codec, ...]) -> None:
    assert mended(broken(POSTING, chain)) == POSTING


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: " + ".join(codec.name for codec in chain))
@pytest.mark.parametrize("every", [2, 3])
def test_a_mixed_page_is_restored(chain: tuple[Codec, ...], every: int) -> None:
    """The board's own lines are healthy, some lines of the posting are broken."""
    lines = ["Zurück · Über uns · © 2026 “Board”", *POSTING.splitlines(), "Política de privacidade — NÃO PERTURBE"]
    page = [broken(line, chain) if at % every == 1 else line for at, line in enumerate(lines)]
    assert mended("\n".join(page)).splitlines() == lines


def test_two_decodings_on_one_page() -> None:
    title, text = "Chef de rang – Hôtel “Nordwind” à Genève", "Nous cherchons un·e serveur·se, l’été, à 2 000 €"
    page = broken(title, (WINDOWS_1252,)) + "\n" + broken(text, (BY_NAME["Mac Roman"],))
    assert mended(page) == f"{title}\n{text}"


def test_latin_1_with_control_characters() -> None:
    assert mended(broken(POSTING.replace("✅ ", ""), (WINDOWS_1252,), form=-1)) == POSTING.replace("✅ ", "")


def test_the_page_carries_what_a_title_cannot_prove() -> None:
    assert repair("Healthy text.", ["B· Bakers"]).mend("MATCHÃ\u00a0E") == ("MATCHÃ\u00a0E", None)
    page = repair("Weâ€™re in GenÃ¨ve.", ["Ã\u00a0 pourvoir"])
    text, found = page.mend("Ã\u00a0 pourvoir")
    assert text == "à pourvoir"
    assert found.span is None
    assert (found.broken, found.text, found.certain) == ("Ã\u00a0 pourvoir", "à pourvoir", True)


def test_the_title_is_evidence_for_the_page() -> None:
    assert repair("Poste Ã\u00a0 pourvoir", ()).repairs == ()
    (only,) = repair("Poste Ã\u00a0 pourvoir", ["DÃ©veloppeur"]).repairs
    assert only.text == "à"


def test_a_single_quoted_example_is_no_damage_but_among_others_it_is() -> None:
    assert repair('We explain "Ã©" to you.', ()).repairs == ()
    assert mended('We explain "Ã©" to you. Weâ€™re glad.') == 'We explain "é" to you. We’re glad.'


def test_steps_name_what_went_wrong_first_to_last() -> None:
    (one,) = repair(broken("façade", (BY_NAME["Mac Roman"], WINDOWS_1252)), ()).repairs
    assert one.steps == ("UTF-8 text read as Mac Roman", "UTF-8 text read as windows-1252")


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[list[str]], list[list[str]]]:
    """The words of each line of a page as they should read, and as the page shows them.

    A page in one language has imported a posting, of which some lines are broken, and so are some of its own.
    """
    chain, form = draw(st.sampled_from(CHAINS)), draw(st.sampled_from([0, -1]))
    own = draw(st.sampled_from(HEALTHY))["text"].splitlines()
    lines = [line.split(" ") for line in draw(st.permutations([*POSTING.splitlines(), *own]))]
    hit = draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    shown = [
        [broken(word, chain, form) if is_hit else word for word in line]
        for line, is_hit in zip(lines, hit, strict=True)
    ]
    return lines, shown


def joined(lines: list[list[str]]) -> str:
    return "\n".join(" ".join(line) for line in lines)


@given(pages())
def test_every_word_is_restored_or_left_alone(page: tuple[list[list[str]], list[list[str]]]) -> None:
    good, shown = page
    found = [line.split(" ") for line in mended(joined(shown)).split("\n")]
    for good_line, shown_line, found_line in zip(good, shown, found, strict=True):
        for word in zip(good_line, shown_line, found_line, strict=True):
            assert word[2] in word[:2]


@given(pages())
def test_repair_is_idempotent(page: tuple[list[list[str]], list[list[str]]]) -> None:
    once = mended(joined(page[1]))
    assert mended(once) == once


@given(st.one_of(st.text(), pages().map(lambda page: joined(page[1]))))
def test_offsets_of_untouched_text_hold(text: str) -> None:
    """Repairs are in order, apart from one another, quote what they stand on, and change something."""
    at, kept = 0, []
    found = repair(text, ()).repairs
    for one in found:
        assert at <= one.span.start < one.span.end
        assert text[slice(*one.span)] == one.broken != one.text
        kept += [text[at : one.span.start], one.text]
        at = one.span.end
    assert apply(text, found) == "".join([*kept, text[at:]])


@given(st.text(max_size=200), st.sampled_from(list(product(CODECS, repeat=2))))
def test_any_text_at_all_is_read_without_an_error(text: str, codecs: tuple[Codec, Codec]) -> None:
    for shown in (text, broken(text, codecs[:1]), broken(text, codecs)):
        page = repair(shown, [shown])
        assert page.mend(shown)[0] == apply(shown, page.repairs)
