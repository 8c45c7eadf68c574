"""Every sentence of the extension is in `_locales`, in each language, and none is there for nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel import Locale

from server.messages import CATALOGUE

EXTENSION = Path(__file__).parents[2] / "extension"
LOCALES = sorted((EXTENSION / "_locales").iterdir())
SOURCES = {
    file: file.read_text("utf-8")
    for file in [*EXTENSION.rglob("*.js"), *EXTENSION.rglob("*.html"), EXTENSION / "manifest.json"]
}

CALLS = re.compile(r"\bmessage\(((?:[^()]|\([^()]*\))*)\)")
NAMED = re.compile(r"""data-message="(\w+)"|__MSG_(\w+?)__""")
FAMILIES = re.compile(r"message\(`([A-Za-z]+_)\$\{")
COUNTED = re.compile(r"""counted\(\s*["']([A-Za-z]+)["']""")


def messages(locale: Path) -> dict[str, str]:
    entries = json.loads((locale / "messages.json").read_text("utf-8"))
    return {name: entry["message"] for name, entry in entries.items()}


def named() -> set[str]:
    """Names that stand in `message(...)`, in markup and in the manifest."""
    in_markup = {one or other for source in SOURCES.values() for one, other in NAMED.findall(source)}
    in_calls = {name for call in every(CALLS) for name in re.findall(r'"([A-Za-z]\w+)"', call)}
    return in_markup | in_calls


def every(pattern: re.Pattern[str]) -> set[str]:
    return {match[1] for source in SOURCES.values() for match in pattern.finditer(source)}


GAPS = re.compile(r"\$\d|\{\w+\}")


def needed(language: str) -> dict[str, set[str]]:
    """The messages of a language with their gaps: those of the extension and those of the service, by plural form.

    Forms are those that the language has for whole numbers up to a thousand, and "other", which stands in for the rest.
    """
    forms = {Locale.parse(language).plural_form(number) for number in range(1001)} | {"other"}
    english = messages(EXTENSION / "_locales/en")
    counted = {name.removesuffix("_one") for name in english if name.endswith("_one")}
    found = {f"{name}_{form}": set(GAPS.findall(english[f"{name}_other"])) for name in counted for form in forms}
    plain = english.keys() - {f"{name}_{form}" for name in counted for form in ("one", "other")}
    found |= {name: set(GAPS.findall(english[name])) for name in plain}
    for id, template in CATALOGUE.items() if language != "en" else ():
        key = "said_" + re.sub(r"\W", "_", id)
        gaps = {f"{{{name}}}" for name in template.gaps}
        found |= {f"{key}_{form}": gaps for form in forms} if template.is_plural else {key: gaps}
    return found


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.name)
def test_a_language_has_all_messages_with_the_same_gaps(locale: Path):
    ours, expected = messages(locale), needed(locale.name)
    assert sorted(expected.keys() - ours.keys()) == []
    assert sorted(ours.keys() - expected.keys()) == []
    for name, text in ours.items():
        if "{count}" in expected[name]:  # a form may do without: "one more"
            assert set(GAPS.findall(text)) | {"{count}"} == expected[name], name
        else:
            assert set(GAPS.findall(text)) == expected[name], name
        assert not (name.startswith("said_") and "$" in text), name
    assert ours["language"].replace("-", "_") == locale.name


def test_every_message_is_used():
    source = "\n".join(SOURCES.values())
    families = every(FAMILIES) | {f"{name}_" for name in every(COUNTED)}
    unused = [
        name
        for name in messages(EXTENSION / "_locales/en")
        if not re.search(rf"""["'`_]{name}["'`_]""", source) and not name.startswith(tuple(families))
    ]
    assert unused == []


def test_every_message_that_is_used_is_there():
    known = messages(EXTENSION / "_locales/en")
    assert sorted(named() - known.keys()) == []
    assert [name for name in every(COUNTED) if f"{name}_one" not in known or f"{name}_other" not in known] == []
    assert [family for family in every(FAMILIES) if not any(name.startswith(family) for name in known)] == []


def test_the_manifest_asks_for_no_more_than_it_needs():
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    assert sorted(manifest["permissions"]) == ["activeTab", "contextMenus", "scripting", "storage"]
    doors = {"host_permissions", "content_scripts", "web_accessible_resources", "externally_connectable"}
    assert not doors & manifest.keys()
