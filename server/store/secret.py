"""The secret that stored keys and reports are encrypted with."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress

from server.settings import Settings, SettingsError


def secret(settings: Settings) -> bytes:
    """The one that is set, else one that is made when it is first needed and kept in the state folder.

    Raises SettingsError where the folder cannot be written.
    """
    if settings.secret:
        return settings.secret.encode()
    file = settings.state / "secret"
    try:
        if not file.exists():
            settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written aside and linked, so that it is whole from the moment it is there; the first one wins.
            with tempfile.NamedTemporaryFile(dir=settings.state) as new, suppress(FileExistsError):
                new.write(secrets.token_bytes(32))
                new.flush()
                os.link(new.name, file)
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"STATE_DIR={settings.state}: cannot be written ({error.strerror}); choose another"
        ) from None
