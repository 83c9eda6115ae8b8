"""Writes the harmless pictures that the examples in the docs work on.

    python docs/pictures.py FOLDER

`FOLDER/pictures` gets the photographs that stand in for known material, `FOLDER/uploads` what
people have uploaded: copies of some of them, photographs that no bank knows, and a text.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from examples import photographs

UPLOADS = (
    ("astronaut.png", photographs.ORIGINAL),
    ("rocket.jpg", "quarter-size"),
    ("coins.png", "jpeg-quality-30"),
    ("coffee.png", photographs.ORIGINAL),
    ("moon.png", "half-size"),
)


def write(folder: Path) -> None:
    """Writes both folders into `folder`."""
    for name in ("pictures", "uploads"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in photographs.banked():
        (folder / "pictures" / name).write_bytes(photographs.original(name))
    for photograph, how in UPLOADS:
        data = photographs.altered(photograph, how)
        name = f"{Path(photograph).stem}--{how}{photographs.suffix(data)}"
        (folder / "uploads" / name).write_bytes(data)
    (folder / "uploads" / "notes.txt").write_text("This is no picture.\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit("Say where to write them: python docs/pictures.py FOLDER")
    write(Path(sys.argv[1]))
