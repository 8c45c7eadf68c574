"""The service keeps what its OpenAPI document promises, whatever is sent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from running import Service

CONFIG = Path(__file__).with_name("schemathesis.toml")


def test_schemathesis_finds_nothing(service: Service, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG), "run"]
    options = ["--checks", "all", "--max-examples", "10", "--no-color"]
    done = subprocess.run(
        [*command, f"{service.url}/openapi.json", *options], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-5000:]
