"""What is read from a text, by the tables in tests/cases/money, and what holds for any text."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from server.document import read
from server.posting import salaries
from server.posting.money import Money, cldr, find
from server.posting.money.lexicon import languages
from server.posting.money.tokens import UNSEEN
from server.posting.units import tenders

CASES = Path(__file__).parents[1] / "cases" / "money"
DATA = Path(__file__).parents[2] / "server" / "data"


def rows() -> list[tuple[str, str, list[str]]]:
    tables = [tomllib.loads(file.read_text("utf-8")) for file in sorted(CASES.glob("*.toml"))]
    return [(tag, text, want) for table in tables for tag, cases in table.items() for text, want in cases.items()]


def shown(money: Money) -> str:
    """A reading in the notation of the tables."""
    low, high = (str(figure.value) if figure else "" for figure in (money.low, money.high))
    parts = [low if money.bound == "exact" else f"{low}..{high}", money.currency or "?", money.period or "?"]
    parts += [money.tax] if money.tax else []
    parts += ["high-first"] if money.high_first else []
    parts += sorted({f"!{figure.malformed}" for figure in (money.low, money.high) if figure and figure.malformed})
    return " ".join(parts)


@pytest.mark.parametrize(("tag", "text", "want"), [pytest.param(*row, id=f"{row[0]}: {row[1]}") for row in rows()])
def test_reads_what_the_table_says_and_nothing_else(tag: str, text: str, want: list[str]) -> None:
    assert [shown(money) for money in find(text, language=tag)] == want


def test_a_third_of_the_table_says_nothing() -> None:
    silent = Counter(not want for _, _, want in rows())
    assert silent.total() >= 250
    assert silent[True] * 3 >= silent.total()


def test_tells_the_word_for_what_is_none_of_the_five_periods() -> None:
    text = "$2,260.80 Biweekly"
    [money] = find(text)
    assert [text[slice(*each.span)] for each in money.evidence if each.about == "period" and each.span] == ["Biweekly"]
    document = read(f"# Baker\n\nPay: {text}".encode(), "text/markdown", None)
    assert [pay.period for pay in salaries.read(document, ())[0]] == [None]


# What holds for any text.

ALPHABET = st.sampled_from(
    [*"0123456789", *" .,-–~/+('%\n\t", "\u00a0", "\u202f", "$", "€", "£", "¥", "kr", "Kč", "zł", "₹", "R$", "USD", "k",
     "K", "万", "円", "月給", "万円", "만원", "triệu", "lakh", " per ", "/hr", " bis ", " to ", "from ",
     "between ", " and ", "salary ", "оклад ", "тыс.",
     "บาท", "शून्य", "٥", "½", "İ", "ß", "\U0001f4b0", "\u0301", "\u200f"]
)  # fmt: skip
LANGUAGES = st.sampled_from([None, "", "en", "de-AT", "ja", "zh_TW", "x", "-", "en-US-x", "FR"])


@given(st.lists(ALPHABET, max_size=40).map("".join), LANGUAGES, st.sampled_from([None, "US", "ch", "??"]))
def test_never_raises_and_quotes_its_places(text: str, language: str | None, country: str | None) -> None:
    end = 0
    for money in find(text, language=language, country=country):
        assert 0 <= money.span.start < money.span.end <= len(text)
        assert money.span.start >= end, "statements come in order and do not overlap"
        end = money.span.end
        assert text[money.span.start : money.span.end] == money.written
        assert "\n" not in money.written
        assert money.low or money.high
        for figure in filter(None, (money.low, money.high)):
            assert text[figure.span.start : figure.span.end] == figure.written
            assert money.span.start <= figure.span.start < figure.span.end <= money.span.end
            assert figure.value >= 0
        if money.low and money.high:
            assert money.low.value <= money.high.value
        assert (money.bound == "from") == (money.high is None)
        assert (money.bound == "up-to") == (money.low is None)
        for evidence in money.evidence:
            if evidence.span:
                assert text[evidence.span.start : evidence.span.end] == evidence.written


@given(st.lists(st.sampled_from(UNSEEN), max_size=3).map("".join))
def test_what_is_not_seen_changes_nothing(unseen: str) -> None:
    for parts in (["$", "84,000", " - ", "$", "97,500", " a year"], ["42 000", " – ", "58 000", " ", "Kč"]):
        assert [shown(money) for money in find(unseen.join(parts))] == [shown(money) for money in find("".join(parts))]


@given(st.text(max_size=60), LANGUAGES)
def test_never_raises_on_any_characters(text: str, language: str | None) -> None:
    find(text, language=language)


WRITERS = [
    ("en_US", "USD"), ("en_GB", "GBP"), ("de_DE", "EUR"), ("de_CH", "CHF"), ("fr_FR", "EUR"), ("es_ES", "EUR"),
    ("pt_BR", "BRL"), ("it_IT", "EUR"), ("nl_NL", "EUR"), ("pl_PL", "PLN"), ("cs_CZ", "CZK"), ("sv_SE", "SEK"),
    ("da_DK", "DKK"), ("nb_NO", "NOK"), ("fi_FI", "EUR"), ("ru_RU", "RUB"), ("uk_UA", "UAH"), ("tr_TR", "TRY"),
    ("ja_JP", "JPY"), ("zh_CN", "CNY"), ("ko_KR", "KRW"), ("th_TH", "THB"), ("vi_VN", "VND"), ("id_ID", "IDR"),
    ("hu_HU", "HUF"), ("ro_RO", "RON"), ("el_GR", "EUR"), ("he_IL", "ILS"), ("hi_IN", "INR"), ("ar_EG", "EGP"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "currency"), WRITERS)
@given(units=st.integers(1, 9_999_999), cents=st.integers(0, 99))
def test_reads_an_amount_as_cldr_writes_it(locale: str, currency: str, units: int, cents: int) -> None:
    value = units + Decimal(cents) / 100
    code = currency if currency != "TRY" else "TL"  # TRY is a word: it takes a word of pay beside it
    for written in (format_currency(value, currency, locale=locale), f"{format_decimal(units, locale=locale)} {code}"):
        [money] = find(written, language=locale)
        assert money.low == money.high
        assert money.low is not None
        assert money.low.value in {value, units, round(value)}, written
        assert money.currency == currency, written


@pytest.mark.parametrize(("locale", "currency"), WRITERS)
@pytest.mark.parametrize("period", ["hour", "day", "week", "month", "year"])
def test_reads_a_period_as_cldr_writes_it(locale: str, currency: str, period: str) -> None:
    pattern = Locale.parse(locale)._data["unit_patterns"][f"duration-{period}"].get("long", {}).get("per")
    if pattern is None:
        pytest.skip("CLDR has no pattern of its own for this unit here")
    [money] = find(pattern.replace("{0}", f"1234 {currency}"), language=locale)
    assert (money.period, money.currency) == (period, currency)


# What holds for the tables of words.


def test_the_table_of_cldr_is_what_babel_says() -> None:
    assert (DATA / "cldr_words.toml").read_text("utf-8") == cldr.table()


def test_every_language_has_cases() -> None:
    cases = {tag.split("-")[0] for tag, _, want in rows() if want}
    assert set(languages()) - cases <= {"ms"}


def test_every_word_of_the_tables_is_in_lower_case_and_every_code_is_money() -> None:
    words = tomllib.loads((DATA / "pay_words.toml").read_text("utf-8"))
    for tag, table in words.items():
        for key, entries in table.items():
            assert len(entries) == len(set(entries)) or tag, (tag, key)
            assert all(word == word.lower() and word for word in entries), (tag, key)
    table = tomllib.loads((DATA / "currencies.toml").read_text("utf-8"))
    codes = {code for candidates in table["shared"].values() for code in candidates} | set(table["currency"])
    codes |= {*table["weak"]["codes"], *table["capitals"]["codes"], *table["language"].values(), *table["thousandths"]}
    codes |= {code for kinds in table["local"].values() for marks in kinds.values() for code in marks.values()}
    assert codes <= tenders()
