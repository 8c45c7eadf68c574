"""The command line: `flask --app server check`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from server.cli import check_command, columns, safe

ROOT = Path(__file__).parents[1]

POSTING = """# Harbour Pilot
### Acme Harbour Works
#### `ðŸ’° 348450.0` `United States`

年俸 Weâ€™re looking for a pilot, and itâ€™s a good job.

The base salary for this role is between $150k-$198,450k per year.

Please note that our recruiters write from @acme.example addresses only; anything else is not legitimate.

[Apply now](https://jobs.harbourboard.example/apply/17)
"""

QUIET = "# Cook\n\nAcme\n\nPay: $52,000 - $58,000 a year. We bake bread."


def run(*arguments: str, given: str | bytes | None = None, color: bool = False) -> Result:
    result = CliRunner().invoke(check_command, arguments, input=given, color=color)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_findings_are_told_with_the_lines_concerned(tmp_path: Path):
    page = tmp_path / "posting.md"
    page.write_text(POSTING, encoding="utf-8")
    result = run(str(page))
    assert result.exit_code == 1
    assert "Harbour Pilot" in result.stdout
    assert "150,000 – 198,450 USD a year" in result.stdout
    assert re.search(r"Writes from +acme\.example only", result.stdout)
    assert re.search(r"Apply leads to +harbourboard\.example", result.stdout)
    for rule in ("salary/figures-disagree", "salary/malformed-figure", "encoding/mojibake"):
        assert rule in result.stdout
    assert "\x1b" not in result.stdout


def test_the_place_is_underlined(tmp_path: Path):
    result = run("-", given=POSTING)
    lines = result.stdout.splitlines()
    [malformed] = [number for number, line in enumerate(lines) if "salary/malformed-figure" in line]
    [quote] = [number for number, line in enumerate(lines) if number > malformed and "│ The base salary" in line][:1]
    start, end = re.search(r"\^+", lines[quote + 1]).span()
    assert "198,450k" in lines[quote][start:end]
    [broken] = [number for number, line in enumerate(lines) if "│ 年俸 Weâ€™re" in line][:1]
    carets = lines[broken + 1].index("^")
    assert columns(lines[broken][: lines[broken].index("â€™")]) >= carets


def test_standard_input_and_colour():
    result = run("-", given=POSTING, color=True)
    assert result.exit_code == 1
    assert "\x1b[31m\x1b[1mSERIOUS" in result.stdout


TYPES = [
    ("-", b"<p>Cook", "text/html"),
    ("-", b"# Cook", "text/markdown"),
    ("-", b"Cook", "text/plain"),
    ("-", "<p>Cook".encode("utf-16"), "text/html"),
    ("cook.HTM", b"Cook", "text/html"),
    ("cook.xhtml", b"Cook", "application/xhtml+xml"),
    ("cook.txt", b"<p>Cook", "text/plain"),
    ("cook", b"\xef\xbb\xbf<!doctype html><p>Cook", "text/html"),
]


@pytest.mark.parametrize(("name", "body", "media_type"), TYPES)
def test_the_media_type_is_seen(tmp_path: Path, name: str, body: bytes, media_type: str):
    if name != "-":
        (tmp_path / name).write_bytes(body)
        name = str(tmp_path / name)
    found = json.loads(run("--json", name, given=body).stdout)
    assert found["document"]["content_type"] == media_type


def test_a_media_type_that_is_given_wins():
    found = json.loads(run("--json", "--type", "text/plain", "-", given="<p>Cook").stdout)
    assert found["document"]["content_type"] == "text/plain"


def test_json_is_the_report_of_the_service(client: FlaskClient):
    url = "https://board.example/jobs/17"
    result = run("--json", "--url", url, "-", given=POSTING)
    assert result.exit_code == 1
    answer = client.post(f"/v1/checks?url={url}", data=POSTING.encode(), content_type="text/markdown")
    printed, answered = json.loads(result.stdout), answer.json
    del printed["checked_at"], answered["checked_at"]
    assert printed == answered


def test_nothing_found_is_said_of_a_whole_page_only(tmp_path: Path):
    result = run("-", given=QUIET)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Nothing found."
    part = run("-", given='<script type="application/ld+json">{"@type": </script><h1>Cook</h1><p>Acme bakes bread.')
    assert part.exit_code == 2
    assert "Nothing found" not in part.stdout
    assert "Partly checked: 1 note." in part.stdout
    assert "Not checked: " in part.stdout


REFUSED = [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", "is no text"),
    (b"%PDF-1.7\nsome text", "is no text"),
    (b"\0\1\2\3\4" * 100, "is no text"),
    (b"<i>" * 100_001, "was not checked"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED, ids=["png", "pdf", "zeros", "too many elements"])
def test_what_cannot_be_checked_is_refused(tmp_path: Path, body: bytes, reason: str):
    file = tmp_path / "posting"
    file.write_bytes(body)
    result = run(str(file))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{file} {reason}" in result.stderr


@pytest.mark.parametrize("name", ["missing.html", "."])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, name: str):
    result = run(str(tmp_path / name))
    assert result.exit_code == 2
    assert str(tmp_path) in result.stderr


def test_a_page_cannot_write_to_the_terminal():
    result = run("-", given="# Cook \x1b[2J\u202e\n\n`ðŸ’° 5` \x1b]0;title\x07 Weâ€™re \x9b2J here", color=False)
    assert not set("\x1b\x07\x9b\u202e") & set(result.stdout)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain — 年俸 💰", "plain — 年俸 💰"), ("a\nb\tc", "a b c"), ("\x1b[0m", r"\x1b[0m"), ("\u200b", r"\u200b")],
)
def test_text_is_made_safe_for_a_terminal(text: str, shown: str):
    assert safe(text) == shown


def test_the_command_is_part_of_the_application(tmp_path: Path):
    environment = os.environ | {"STATE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "server", "check", "-"]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=QUIET, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing found." in done.stdout


def test_a_page_that_is_no_posting_is_called_so():
    recipe = "# Rye bread\n\nMix flour, water and salt. " + "Knead the dough and let it rest. " * 30
    assert "This does not look like a job posting." in run("-", given=recipe).output
    assert "does not look like" not in run("-", given=POSTING).output


def test_of_too_little_text_no_kind_is_told():
    said = run("-", given="# Rye bread\n\nMix flour, water and salt.").output
    assert "Too little text to tell whether this is a posting." in said
    assert "does not look like" not in said
