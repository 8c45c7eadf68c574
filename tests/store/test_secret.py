"""The secret that keys and reports are encrypted with."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from server.settings import Settings, SettingsError
from server.store.secret import secret


def test_it_is_made_once_for_its_owner_alone(tmp_path):
    folder = tmp_path / "state"
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: secret(Settings(state_dir=folder)), range(64)))
    assert [len(only) for only in made] == [32]
    assert (folder / "secret").stat().st_mode & 0o077 == 0
    assert secret(Settings(state_dir=tmp_path / "other")) not in made
    assert [file.name for file in folder.iterdir()] == ["secret"]


def test_the_one_that_is_set_is_used(tmp_path):
    assert secret(Settings(state_dir=tmp_path, secret="pepper")) == b"pepper"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="choose another"):
        secret(Settings(state_dir=tmp_path / "file" / "state"))
