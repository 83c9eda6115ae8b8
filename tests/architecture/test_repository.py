"""What must never stand in a tracked file."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {".png", ".svg", ".jpg", ".webp"}
# Spelt in two halves, or this file would name them itself.
REGISTRIES = tuple(
    "".join(halves)
    for halves in (
        ("pyp", "i.org"),
        ("python", "hosted.org"),
        ("registry.np", "mjs"),
        ("deb.deb", "ian"),
    )
)


def test_no_file_names_a_package_registry() -> None:
    """Locked requirements carry versions and hashes; not where they come from."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    tracked = [ROOT / name for name in listed.split("\0") if name]
    texts = [path for path in tracked if path.suffix not in PICTURES and path.is_file()]
    assert len(texts) > 100
    found = [
        path.relative_to(ROOT)
        for path in texts
        if any(host in path.read_text(encoding="utf-8") for host in REGISTRIES)
    ]
    assert found == []
