"""What docs/team says of running it for a team, as far as that can be tried without containers."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from running import ROOT, RedisServer, running_service

from server.settings import Settings

TEAM = ROOT / "docs/team"
COMPOSE = yaml.safe_load((TEAM / "compose.yaml").read_text("utf-8"))
SERVICES = {name: service for name, service in COMPOSE["services"].items() if name.startswith("salt-")}
DOCKERFILE = (TEAM / "Dockerfile").read_text("utf-8")
PAGE = (ROOT / "server/web/static/example.md").read_bytes()
SETTINGS = {field.name.upper() for field in fields(Settings)}
TOKEN = "of the tests"


def environment() -> list[dict[str, str]]:
    """What the service containers are told, with values for the variables of `.env`."""
    values = {"SITE": "salt.example", "TOKENS": hashlib.sha256(TOKEN.encode()).hexdigest(), "SECRET": "5a17" * 16}
    return [
        {name: re.sub(r"\$\{(\w+):\?\}", lambda gap: values[gap[1]], value) for name, value in one.items()}
        for one in (service["environment"] for service in SERVICES.values())
    ]


def answer(url: str, method: str, body: bytes | None = None) -> tuple[str, dict[str, object]]:
    """Cache-Status and JSON of a request under the name that the proxy passes on."""
    headers = {"Host": "salt.example", "Authorization": f"Bearer {TOKEN}", "Content-Type": "text/markdown"}
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as response:
        return response.headers["Cache-Status"], json.load(response)


def test_two_services_remember_together(redis_server: RedisServer) -> None:
    first, second = (one | {"REDIS_URL": redis_server.url} for one in environment())
    path = "/v1/checks?url=https://jobs.northwind.example/1"
    with running_service(**first) as one, running_service(**second) as other:
        _, checked = answer(one.url + path, "POST", PAGE)
        status, remembered = answer(other.url + path, "GET")
    assert "hit" in status
    assert remembered == checked


def test_containers_and_unit_name_settings_that_exist() -> None:
    told = [set(one) for one in environment()]
    assert len(told) >= 2
    in_image = re.search(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    in_unit = re.search(r"^Environment=(.*)$", (TEAM / "grain-of-salt.service").read_text("utf-8"), re.MULTILINE)
    assert in_image
    assert in_unit
    names = {name for line in (in_image[1], in_unit[1]) for name in re.findall(r"(\w+)=", line)}
    assert set.union(names, *told) - SETTINGS == {"PYTHONDONTWRITEBYTECODE"}


def test_only_the_proxy_can_be_reached() -> None:
    assert [name for name, service in COMPOSE["services"].items() if service.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(service["networks"] == ["inside"] for name, service in COMPOSE["services"].items() if name != "proxy")
    upstreams = re.findall(r"([\w-]+):8000", (TEAM / "Caddyfile").read_text("utf-8"))
    assert upstreams == list(SERVICES)


def test_what_the_image_is_made_of_exists() -> None:
    copied = [word for line in re.findall(r"^COPY (.*) /\S+$", DOCKERFILE, re.MULTILINE) for word in line.split()]
    assert len(copied) == 2
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_the_image_knows_whether_its_service_is_well() -> None:
    _, look, asked = json.loads(re.search(r"CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1])
    with running_service() as service:
        command = [sys.executable, look, asked.replace("http://127.0.0.1:8000", service.url)]
        assert service.url in command[-1]
        assert subprocess.run(command, check=False).returncode == 0
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "grain-of-salt.service"
    text = (TEAM / unit.name).read_text("utf-8")
    installed = text.replace("/opt/grain-of-salt/.venv/bin/python", sys.executable)
    assert installed != text
    unit.write_text(installed.replace("/opt/grain-of-salt", str(ROOT)))
    said = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
