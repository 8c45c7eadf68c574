"""What docs/team says of running it for a team, as far as that can be tried without containers."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.request
from dataclasses import fields

import yaml
from running import ROOT, RedisServer, running_service

from server.settings import Settings

TEAM = ROOT / "docs/team"
COMPOSE = yaml.safe_load((TEAM / "compose.yaml").read_text("utf-8"))
SERVICES = {name: service for name, service in COMPOSE["services"].items() if name.startswith("salt-")}
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
    in_image = re.search(r"^ENV (.*)$", (TEAM / "Dockerfile").read_text("utf-8"), re.MULTILINE)
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
