"""How likely a run of characters is as it stands, and as what it would be repaired to.

A run is a maximal stretch of characters beyond ASCII. That all of it has the form of UTF-8 bytes
in some codec is strong evidence of damage, but not proof: `Её` (Russian "her") is `Ÿ` in
windows-1251, the end of `MANHÃ”` is `Ô` in windows-1252. What a reader knows is weighed here:
letters come with others of their script and case, signs stand where signs stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from ftfy.badness import is_bad

_LETTERS_AS_SIGNS = "ªºµƒˆ"
"""Letters by Unicode, but not of words: they come from the second half of Latin-1 and its relatives."""

_CLOSING = "”“»›™®…"
_OPENING = "‘„‚«‹¿¡"

_FREQUENT = frozenset("éèêëáàâäãåæíìîïóòôöõøúùûüñçßščžćđąęłńśźżřěůýőűășțşığœ\xa0\xad£¥©®°·«»¿¡´²³µ½§ªº")
"""What two-byte sequences mostly stand for, in the languages that postings with accents are in."""

SIGNS = (
    "\u2000-\u2029\u202f-\u205e\u2060\u20a0-\u20c0\u20dd-\u20e4\u2100-\u214f\u2150-\u218b\u2190-\u23ff\u2460-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\ufe0e\ufe0f\ufeff\uff01-\uff65\ufffc\ufffd\U0001d400-\U0001d7ff"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
"""Punctuation, currencies, arrows, bullets, emoji, styled letters: what stands alone in text of any language.
All take three or four bytes."""

_BULLETS = "\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc"
"""Private use, but what the bullets of Word's symbol fonts become."""

_LATIN = "À-ÖØ-öø-ſƠơƯưǍ-ǜǺ-ǿȘ-țƁƉƊƎ-ƑƓƔƖ-ƙƝƲ-ƴɓ-ɗəɛɣɨɩɲʉʋ\u1e00-\u1eff\ufb00-\ufb06"

_ANY_SIGN = re.compile(f"[{SIGNS}{_BULLETS}]")
_ALONE = re.compile(f"[\xa0-\xbf×÷{SIGNS}{_BULLETS}{_LATIN}ʹ-ʼˆ˜\u0300-\u0304\u0306-\u030c\u0323\u0327\u0328]+")


_RELATED = dict.fromkeys(("HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"), "CJK")
_RELATED |= {"EXTENDED": "ARABIC"}
"""Scripts that stand together in one text, by the first word of their characters' names."""

_NO_SCRIPT = ("", "COMBINING", "MODIFIER", "VARIATION")


@lru_cache(maxsize=4096)
def script(char: str) -> str | None:
    """The script that a letter, mark, digit or stop belongs to: the first word of its Unicode name.

    >>> script("é"), script("ж"), script("中"), script("の"), script("।"), script("\\ue000")
    ('LATIN', 'CYRILLIC', 'CJK', 'CJK', 'DEVANAGARI', None)
    """
    if "\u3000" <= char <= "\u303f":
        return "CJK"
    name = re.split("[ -]", unicodedata.name(char, ""), maxsplit=1)[0]
    return None if name in _NO_SCRIPT else _RELATED.get(name, name)


def scripts(text: str) -> frozenset[str]:
    """The scripts of which `text` holds at least two characters, but for Latin and signs of all languages."""
    found: Counter[str | None] = Counter()
    for char, times in Counter(_ALONE.sub("", text)).items():
        found[script(char)] += times
    return frozenset(name for name, times in found.items() if name and times > 1)


def foreign(text: str) -> frozenset[str]:
    """The scripts of the characters in `text` that do not stand alone in a text of another language."""
    return frozenset(script(char) or "none" for char in set(_ALONE.sub("", text)))


def shape(text: str) -> str:
    """`text` by the class of each character.

    U upper, l lower, o other letter, a apostrophe, q closing sign, p opening sign, n no-break space,
    d dash, x box drawing, s other sign, c control, "." the rest of ASCII.

    >>> shape("HÔ» x├®\\x80")
    'UUq.lxqc'
    """
    return "".join(_shape(char) for char in text)


@lru_cache(maxsize=4096)
def _shape(char: str) -> str:
    if char == "’":
        return "a"
    if char in _CLOSING:
        return "q"
    if char in _OPENING:
        return "p"
    if char in "\xa0\u202f":
        return "n"
    if char in "–—":
        return "d"
    if "\u2500" <= char <= "\u259f":
        return "x"
    if "\x80" <= char <= "\x9f":
        return "c"
    if char.isalpha() and char not in _LETTERS_AS_SIGNS:
        return "U" if char.isupper() else "l" if char.islower() else "o"
    return "." if char < "\x80" else "s"


_WORD = re.compile(r"\.?(?:U+|U?l+|o+)\.?")
"""A word, or the part of one that is seen, in one case or capitalised."""
_NATURAL = re.compile(
    r"""
    .? x+ .?                             # ├──┤
    | [^Ulo]? [aqpnd]+ s? .?             # ”… after a figure, –£ between two
    | (?:\.|U(?=[Ul])|l(?=l)|o)? (?:[Ulo]|(?<=U)U+) (?:[aqn]{1,3}|d) (?:[^Ulo]|(?<=[nd])[Ulo])?   # MANHÃ”
    | U [Ulo] a U                        # ALGARVIÃ’S
    | [^Ulo]? [apqnd]{1,2} [Ulo] .?      # «É
    | [Ulo] a [Ulo]+ .?                  # l’é
    | [Ulo] [nd] [Ulo] .?                # 3\xa0été
    | .? [Ulo] a [Ulo] .?                # Рив’єр
    """,
    re.VERBOSE,
)


_LONGEST_WORD = 60


def natural(run: str, before: str, after: str) -> bool:
    """Whether healthy text may well hold `run` between the characters `before` and `after`.

    >>> natural("Ã”", "H", " "), natural("Её", " ", " "), natural("’é", "l", "t"), natural("─┐", "", "")
    (True, True, True, True)
    >>> natural("Ã©", "f", " "), natural("â€™", "e", "r"), natural("ÔÇÖ", "e", "r"), natural("ΓÇÖ", "", "")
    (False, False, False, False)
    """
    if len(run) > _LONGEST_WORD:
        return False
    form = shape((before or " ") + run + (after or " "))
    inner = shape(run)
    if not set(inner) - set("Ulo"):
        return len({script(char) for char in run}) == 1 and bool(_WORD.fullmatch(form))
    return bool(_NATURAL.fullmatch(form))


def common(text: str) -> int:
    """How many characters of `text` are letters or signs that many postings hold."""
    return sum(char in _FREQUENT for char in text.lower())


def fits(text: str, before: str, after: str) -> bool:
    """Whether a single letter `text` between `before` and `after` could keep to the case of the word it is part of.

    >>> fits("é", "f", " "), fits("é", "M", "l"), fits("É", "F", "."), fits("ê", "R", "I"), fits("É", "f", "t")
    (True, True, True, False, False)
    """
    return len(text) > 1 or text == "ß" or not re.search("UlU|lUl", shape(before + text + after))


def makes_word(run: str, text: str, before: str, after: str) -> bool:
    """Whether `run` tears a word apart that `text` makes whole: `cafÃ©`, `informaci├│n`."""
    if set(shape(text)) - set("Ulo") or not (before + after).isascii():
        return False
    if not (before.isalpha() or after.isalpha()):
        return False
    torn = bool(set(shape(run)) - set("Ulo")) or not _WORD.fullmatch(shape(before + run + after))
    return torn and bool(_WORD.fullmatch(shape(before + text + after)))


def ends_capitals(run: str, before: str, after: str) -> bool:
    """Whether `run` begins with the last letter of a word in capitals, and signs follow: `LATINĂ«`, `MĀORĀ²`."""
    return before.isupper() and run[0].isupper() and not after.isalpha()


def breaks_off(run: str, before: str) -> bool:
    """Whether `run` continues a word in another script, or in capitals after a small letter: `WorkВ®`, `AngiÂŽ`."""
    if not (before.isalpha() and run[0].isalpha()):
        return False
    return script(run[0]) != script(before) or (before.islower() and run[0].isupper())


def names_price(text: str, before: str, after: str) -> bool:
    """Whether `text` is a currency sign in front of a figure: the `ÂŁ` of `ÂŁ94,400`."""
    return text in ("£", "¥", "€") and after.isdigit() and not before.isalnum()


def proves(run: str, text: str, before: str, after: str) -> bool:
    """Whether `run`, which reads `text` when it is decoded anew, could hardly be anything but damage."""
    if names_price(text, before, after):
        return True
    if natural(run, before, after) and not (run.isalpha() and has_sign(text)):
        return False
    if any("\x80" <= char <= "\x9f" for char in run) or has_sign(text):
        return True
    if ends_capitals(run, before, after):
        return False
    return (
        bool(scripts(text))
        or makes_word(run, text, before, after)
        or breaks_off(run, before)
        or is_bad(before + run + after)
    )


def has_sign(text: str) -> bool:
    """Whether `text` holds one of the signs that take three or four bytes."""
    return bool(_ANY_SIGN.search(text))
