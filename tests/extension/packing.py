"""What the stores get: `python tests/extension/packing.py dist` writes the extension as one zip for both browsers.

The same bytes come out wherever it is run: files are sorted, undated and not compressed, since two
versions of zlib need not compress alike.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from zipfile import ZipFile, ZipInfo

EXTENSION = Path(__file__).parents[2] / "extension"
KINDS = {".css", ".html", ".js", ".json", ".png"}
"""What ships; type declarations and the drawing of the icons are for those who write the extension."""
TOOLS = {"jsconfig.json"}


def shipped() -> list[str]:
    """The files that ship, as paths in the extension."""
    files = (file for file in EXTENSION.rglob("*") if file.suffix in KINDS and file.name not in TOOLS)
    return sorted(file.relative_to(EXTENSION).as_posix() for file in files)


def pack(folder: Path) -> Path:
    """Write the zip, named by the version of the manifest, into a folder; its path."""
    version = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))["version"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"grain-of-salt-{version}.zip"
    with ZipFile(path, "w") as packed:
        for name in shipped():
            entry = ZipInfo(name)  # dated 1980, the earliest that a zip can say
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as Unix writes it, on every system
            packed.writestr(entry, (EXTENSION / name).read_bytes())
    return path


if __name__ == "__main__":
    print(pack(Path(sys.argv[1])))
