"""Which encoding bytes are read in, who decided it, and what is said of a declaration that cannot be right."""

from __future__ import annotations

import codecs
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.document import charset

PLAIN = "Salary: 30,000 a year"
WEST = "Développeur à Orléans, été compris : 30 000 £ – « à l’étranger »"
GERMAN = "Köchin für Nürnberg gesucht, Gehalt 38.000 € brutto, übliche Prämien und gute Löhne"
CZECH = "Způsob odměňování: měsíční mzda 45 000 Kč, příspěvek na dovolenou, žádné přesčasy"
POLISH = "Wynagrodzenie miesięczne: 9 000 zł brutto, umowa o pracę, praca zdalna, świetny zespół"
RUSSIAN = "Зарплата до 90 000 рублей в месяц на руки, удалённая работа, опыт от двух лет"
GREEK = "Μισθός 1.500 το μήνα, πλήρης απασχόληση στην Αθήνα, εμπειρία δύο ετών"
TURKISH = "Aylık ücret 45.000 lira, İstanbul ofisinde çalışacak şoförler aranıyor, öğle yemeği"
JAPANESE = "月給30万円以上。経験者を募集しています。東京都渋谷区で働くことができます。"
CHINESE = "月薪一万五千元，工作地点在上海，要求三年以上工作经验，提供住房补贴。"
TAIWAN = "月薪五萬元，工作地點在臺北，需要三年以上工作經驗，提供住房補貼。"
KOREAN = "월급 삼백만 원 이상, 서울에서 근무할 경력 사원을 모집합니다. 식사 제공"
THAI = "เงินเดือน 25,000 บาท ทำงานที่กรุงเทพฯ ต้องการผู้มีประสบการณ์สองปี"
HEBREW = "שכר חודשי 12,000 שקלים, עבודה במשרה מלאה בתל אביב, נדרש ניסיון"
ARABIC = "الراتب الشهري خمسة آلاف ريال، دوام كامل في الرياض، خبرة سنتين"


def meta(label: str) -> str:
    return f'<!doctype html><html><head><meta charset="{label}"></head>'


def http_equiv(label: str) -> str:
    return f'<META content="text/html; charset={label}" HTTP-EQUIV="Content-Type">'


# text, Python's codec that wrote it, label of the sender; encoding, source, declared
CASES = [
    # nobody says anything
    (PLAIN, "ascii", None, "utf-8", "default", None),
    ("", "ascii", None, "utf-8", "default", None),
    (WEST, "utf-8", None, "utf-8", "detected", None),
    (WEST, "cp1252", None, "windows-1252", "detected", None),
    (GERMAN, "cp1252", None, "windows-1252", "detected", None),
    (GERMAN, "iso8859-15", None, "iso-8859-15", "detected", None),
    (GERMAN, "mac-roman", None, "macintosh", "detected", None),
    (CZECH, "cp1250", None, "windows-1250", "detected", None),
    (CZECH, "iso8859-2", None, "iso-8859-2", "detected", None),
    ("<html lang=cs><p>45 000 Kč", "cp1250", None, "windows-1250", "detected", None),
    ("<html lang=fr><p>règle", "cp1252", None, "windows-1252", "detected", None),
    (POLISH, "iso8859-2", None, "iso-8859-2", "detected", None),
    (RUSSIAN, "cp1251", None, "windows-1251", "detected", None),
    (RUSSIAN, "koi8-r", None, "koi8-r", "detected", None),
    (RUSSIAN, "iso8859-5", None, "iso-8859-5", "detected", None),
    (RUSSIAN, "cp866", None, "ibm866", "detected", None),
    (GREEK, "cp1253", None, "windows-1253", "detected", None),
    (TURKISH, "cp1254", None, "windows-1254", "detected", None),
    (JAPANESE, "cp932", None, "shift_jis", "detected", None),
    (JAPANESE, "euc-jp", None, "euc-jp", "detected", None),
    (JAPANESE, "iso2022-jp", None, "iso-2022-jp", "detected", None),
    (CHINESE, "gb18030", None, "gbk", "detected", None),
    (TAIWAN, "big5", None, "big5", "detected", None),
    (KOREAN, "cp949", None, "euc-kr", "detected", None),
    (THAI, "cp874", None, "windows-874", "detected", None),
    (HEBREW, "cp1255", None, "windows-1255", "detected", None),
    (ARABIC, "cp1256", None, "windows-1256", "detected", None),
    (PLAIN, "utf-16-le", None, "utf-16le", "detected", None),
    (PLAIN, "utf-16-be", None, "utf-16be", "detected", None),
    # the sender says it, under any of the names that browsers know
    (WEST, "utf-8", "UTF8", "utf-8", "header", None),
    (WEST, "cp1252", "ISO-8859-1", "windows-1252", "header", None),
    (WEST, "cp1252", "us-ascii", "windows-1252", "header", None),
    (PLAIN, "ascii", "latin1", "windows-1252", "header", None),
    (CHINESE, "gb2312", "gb2312", "gbk", "header", None),
    (JAPANESE, "cp932", "x-sjis", "shift_jis", "header", None),
    (KOREAN, "cp949", "ks_c_5601-1987", "euc-kr", "header", None),
    (RUSSIAN, "koi8-r", "koi", "koi8-r", "header", None),
    (PLAIN, "utf-16-le", "utf-16", "utf-16le", "header", None),
    ("caf\uf7e9", "ascii:caf\xe9", "x-user-defined", "x-user-defined", "header", None),
    (WEST, "utf-8", "no-such-charset", "utf-8", "detected", None),
    # the page says it
    (meta("utf-8") + WEST, "utf-8", None, "utf-8", "meta", None),
    (meta("windows-1250") + CZECH, "cp1250", None, "windows-1250", "meta", None),
    (http_equiv("big5") + TAIWAN, "big5", None, "big5", "meta", None),
    ('<?xml version="1.0" encoding="koi8-r"?><html>' + RUSSIAN, "koi8-r", None, "koi8-r", "meta", None),
    ("<!-- <meta charset=big5> -->" + meta("euc-jp") + JAPANESE, "euc-jp", None, "euc-jp", "meta", None),
    (
        '<meta name=description content="charset=big5">' + meta("cp1251") + RUSSIAN,
        "cp1251",
        None,
        "windows-1251",
        "meta",
        None,
    ),
    ("<meta charset=unknown>" + meta("cp1251") + RUSSIAN, "cp1251", None, "windows-1251", "meta", None),
    (" " * 2000 + meta("iso-8859-2") + POLISH, "iso8859-2", None, "iso-8859-2", "meta", None),
    (meta("utf-16") + WEST, "utf-8", None, "utf-8", "meta", None),
    # the sender is believed before the page
    (meta("windows-1251") + WEST, "cp1252", "windows-1252", "windows-1252", "header", None),
    (meta("windows-1252") + WEST, "utf-8", "utf-8", "utf-8", "header", None),
    # what cannot be right is told
    (WEST, "utf-8", "iso-8859-1", "utf-8", "detected", "iso-8859-1"),
    (meta("iso-8859-1") + WEST, "utf-8", None, "utf-8", "detected", "iso-8859-1"),
    (meta("windows-1251") + RUSSIAN, "utf-8", None, "utf-8", "detected", "windows-1251"),
    (meta("shift_jis") + JAPANESE, "utf-8", None, "utf-8", "detected", "shift_jis"),
    (RUSSIAN, "cp1251", "utf-8", "windows-1251", "detected", "utf-8"),
    (meta("utf-8") + WEST, "cp1252", None, "windows-1252", "detected", "utf-8"),
    (meta("windows-1250") + CZECH, "cp1250", "utf-8", "windows-1250", "meta", "utf-8"),
    (PLAIN, "ascii", "utf-16", "utf-8", "default", "utf-16"),
    (GERMAN, "cp1252", "utf-16", "windows-1252", "detected", "utf-16"),
    (GERMAN + "\0", "cp1252", "utf-16be", "windows-1252", "detected", "utf-16be"),
    (JAPANESE + "\n", "utf-16-le", "utf-16", "utf-16le", "header", None),
    (JAPANESE + "\n", "utf-16-be", "utf-16be", "utf-16be", "header", None),
]


@pytest.mark.parametrize(("text", "codec", "label", "encoding", "source", "declared"), CASES)
def test_encoding(text: str, codec: str, label: str | None, encoding: str, source: str, declared: str | None) -> None:
    body = codec[6:].encode("latin-1") if codec.startswith("ascii:") else text.encode(codec, "replace")
    decoded = charset.decode(body, label)
    assert (decoded.encoding, decoded.source, decoded.declared) == (encoding, source, declared)
    assert decoded.text == (text if codec.startswith("ascii:") else body.decode(codec))
    assert not decoded.undecodable


UNDECODABLE = [
    # bytes, label; text, encoding, declared
    ("£30,000 – café".encode()[:-1], None, "£30,000 – caf\ufffd", "utf-8", None),
    ("a £30,000 – b café".encode() + b"\xe9 ", "utf-8", "a £30,000 – b café\ufffd ", "utf-8", None),
    (codecs.BOM_UTF8 + b"caf\xe9", None, "caf\ufffd", "utf-8", None),
    (codecs.BOM_UTF16_LE + b"a\0b", None, "a\ufffd", "utf-16le", None),
    (meta("euc-jp").encode() + JAPANESE.encode("euc-jp") + b"\xff", "utf-8", None, "euc-jp", "utf-8"),
]


@pytest.mark.parametrize(("body", "label", "text", "encoding", "declared"), UNDECODABLE)
def test_bytes_that_fit_nothing_are_replaced_and_told(
    body: bytes, label: str | None, text: str | None, encoding: str, declared: str | None
) -> None:
    decoded = charset.decode(body, label)
    assert (decoded.encoding, decoded.declared, decoded.undecodable) == (encoding, declared, True)
    assert decoded.text == text or text is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"we\x92re \x81 \x8d", "we’re \x81 \x8d"),  # bytes that Python's cp1252 refuses
        (b"\xa0\x9f\x80", "\xa0Ÿ€"),
    ],
)
def test_windows_1252_is_what_browsers_take_it_for(body: bytes, text: str) -> None:
    decoded = charset.decode(body, "iso-8859-1")
    assert (decoded.text, decoded.undecodable) == (text, False)


def test_a_replacement_character_that_was_sent_is_no_undecodable_byte() -> None:
    assert not charset.decode("caf\ufffd".encode(), "utf-8").undecodable


@given(
    st.binary(max_size=200),
    st.sampled_from([None, "utf-8", "gbk", "utf-16", "iso-2022-jp", "é", "", "big5", "replacement"]),
)
def test_any_bytes_under_any_label_are_text(body: bytes, label: str | None) -> None:
    charset.decode(body, label).text.encode("utf-8")


@given(st.text(min_size=1, max_size=100).filter(lambda text: "\ufeff" not in text and "<" not in text))
def test_utf8_is_read_as_utf8(text: str) -> None:
    assert charset.decode(text.encode("utf-8"), "utf-8").text == text


def test_alphabets_hold_lower_case_letters_beyond_ascii_once() -> None:
    alphabets = tomllib.loads((Path(__file__).parents[2] / "server/data/alphabets.toml").read_text("utf-8"))
    for language, alphabet in alphabets.items():
        assert re.fullmatch("[a-z]{2}", language)
        assert len(set(alphabet)) == len(alphabet)
        assert all(char > "\x7f" and char == char.lower() for char in alphabet)
