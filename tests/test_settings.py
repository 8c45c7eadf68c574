"""Settings are read, refused with a clear line, and documented."""

from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, from_environment


def test_defaults():
    assert from_environment({}) == Settings()


def test_every_setting_is_read():
    hashed = "ab" * 32
    given = {
        "HOST": "0.0.0.0",
        "PORT": "9000",
        "WORKERS": "4",
        "THREADS": "12",
        "REDIS_URL": "redis://store.example:6379/1",
        "STATE_DIR": "/var/lib/salt",
        "SECRET": "pepper",
        "TOKENS": f"{hashed}, {hashed[::-1]}",
        "ALLOWED_HOSTS": "salt.example",
        "ALLOWED_ORIGINS": "https://a.example,https://b.example,",
        "MAX_BODY_BYTES": "1000",
        "CHECK_SECONDS": "0.5",
        "CHECK_MEMORY_MIB": "512",
        "CHECK_PROCESSES": "3",
        "REQUESTS_PER_MINUTE": "60",
        "BYTES_PER_MINUTE": "100000",
        "FRESH_SECONDS": "10",
        "KEEP_SECONDS": "20",
        "REDIS_TIMEOUT_SECONDS": "0.1",
        "LOG_LEVEL": "info",
    }
    read = from_environment(given)
    assert read == Settings(
        host="0.0.0.0",
        port=9000,
        workers=4,
        threads=12,
        redis_url="redis://store.example:6379/1",
        state_dir=Path("/var/lib/salt"),
        secret="pepper",
        tokens=(hashed, hashed[::-1]),
        allowed_hosts=("salt.example",),
        allowed_origins=("https://a.example", "https://b.example"),
        max_body_bytes=1000,
        check_seconds=0.5,
        check_memory_mib=512,
        check_processes=3,
        requests_per_minute=60,
        bytes_per_minute=100_000,
        fresh_seconds=10,
        keep_seconds=20,
        redis_timeout_seconds=0.1,
        log_level="info",
    )
    assert set(given) == {field.name.upper() for field in fields(Settings)}


@pytest.mark.parametrize(
    "given",
    [
        {"PORT": "http"},
        {"PORT": "65536"},
        {"PORT": "-1"},
        {"WORKERS": "0"},
        {"CHECK_SECONDS": "soon"},
        {"CHECK_SECONDS": "0"},
        {"CHECK_SECONDS": "nan"},
        {"CHECK_SECONDS": "inf"},
        {"CHECK_MEMORY_MIB": "0"},
        {"LOG_LEVEL": "loud"},
        {"KEEP_SECONDS": "0"},
        {"REQUESTS_PER_MINUTE": "0"},
        {"TOKENS": "secret"},
        {"HOST": "0.0.0.0"},
        {"HOST": "salt.example"},
    ],
    ids=str,
)
def test_what_cannot_be_used_is_told_in_one_line(given):
    with pytest.raises(SettingsError) as told:
        from_environment(given)
    assert str(told.value).startswith(next(iter(given)))
    assert "\n" not in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_needs_no_token(host):
    assert from_environment({"HOST": host}).on_loopback


def test_its_own_redis_unless_another_is_given():
    folder = Path("/Users/ada/Application Support")
    assert Settings(state_dir=folder).redis_address == "unix:///Users/ada/Application%20Support/redis.sock"
    assert Settings(redis_url="redis://a.example").redis_address == "redis://a.example"
