"""python -m server [run | settings | problems | token].

Starts the service; prints the tables of the README; makes an access token.
"""

from __future__ import annotations

import hashlib
import secrets
import sys

from server import settings


def main(command: str = "run", *rest: str) -> int:
    try:
        match command, rest:
            case "run", ():
                from server.launch import run

                run(settings.from_environment())
            case "settings", ():
                print(settings.table())
            case "problems", ():
                from server.api import problems

                print(problems.table())
            case "token", ():
                token = secrets.token_urlsafe(24)
                print(f"For the client, shown only now:  {token}")
                print(f"For the service:  TOKENS={hashlib.sha256(token.encode()).hexdigest()}")
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
