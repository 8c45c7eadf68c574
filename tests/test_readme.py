"""The README tells the truth: its commands are run, and what they print is what it shows."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest
from running import ROOT, Service

from server.rules.registry import RULES
from server.settings import table

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown_after(command: str) -> str:
    """What the README shows below the console block that holds `command`."""
    at = next(i for i, (kind, text) in enumerate(BLOCKS) if kind == "console" and command in text)
    return BLOCKS[at + 1][1]


def run(command: str, service: Service | None = None) -> str:
    """Run the README's console block that holds `command`; its output."""
    block = next(text for kind, text in BLOCKS if kind == "console" and command in text)
    line = re.sub(r"\\\n", " ", block.removeprefix("$ "))
    if service:
        line = line.replace("http://127.0.0.1:8000", service.url)
    done = subprocess.run(shlex.split(line), cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.stdout


def test_settings_are_listed() -> None:
    assert table() in README


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)", README)
    local = [target for pair in targets for target in pair if target and "://" not in target]
    assert local
    assert all((ROOT / target).exists() for target in local)


def test_requirements_are_explained() -> None:
    names = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    told = README[README.index("### Built on") :].lower().replace(" ", "")
    other_names = {"beautifulsoup4": "beautifulsoup", "redis": "redis-py"}
    assert [name for name in names if other_names.get(name, name) not in told] == []


def test_the_check(service: Service) -> None:
    report = json.loads(run("--data-binary", service))
    assert json.loads(shown_after("--data-binary")) == report["annotations"][0]


def test_the_lookup_and_the_problem(service: Service) -> None:
    run("--data-binary", service)
    told, shown = json.loads(run("/v1/lookups", service)), json.loads(shown_after("/v1/lookups"))
    assert told["results"][0].pop("checked_at")
    assert shown["results"][0].pop("checked_at")
    assert shown == told

    command = "checks?url=https://jobs.harbourboard.example/4712"
    told, shown = json.loads(run(command, service)), json.loads(shown_after(command))
    assert told.pop("request_id")
    assert shown.pop("request_id")
    assert shown == told


def test_the_python() -> None:
    code = next(text for kind, text in BLOCKS if kind == "python")
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60).stdout
    assert told.strip() == json.loads(shown_after("--data-binary"))["message"]


def test_the_command_line() -> None:
    """A line of `…` stands for what is left out."""
    told = run("flask --app server check")
    shown, rest = shown_after("flask --app server check").split("\n…\n")
    assert told.startswith(shown + "\n")
    assert rest == ""


@pytest.mark.parametrize("checked", RULES, ids=lambda checked: checked.id)
def test_every_rule_has_the_page_that_help_url_names(checked, client) -> None:
    assert client.get(f"/rules/{checked.id}").status_code == 200
