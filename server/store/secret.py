"""The secret that stored keys and reports are encrypted with."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

from server.settings import Settings, SettingsError


def secret(settings: Settings) -> bytes:
    """The one that is set, else one that is made at the first start and kept in the state folder.

    Raises SettingsError where the folder cannot be written.
    """
    if settings.secret:
        return settings.secret.encode()
    file = settings.state / "secret"
    try:
        settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError), open(file, "xb", opener=_private) as new:
            new.write(secrets.token_bytes(32))
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"STATE_DIR={settings.state}: cannot be written ({error.strerror}); choose another"
        ) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
