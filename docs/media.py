"""Makes the pictures and the transcripts of the README anew: `make media`.

It makes a demo node in a temporary folder, banks a third of the photographs, scans a few altered
ones, adds people, serves the node on a free port of this machine and signs in with Chromium. The
pictures go to docs/img; what the commands answered goes between the markers of README.md. Nothing
is written by hand, and only passwords, keys and the temporary folder's name are replaced.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from examples import photographs
from PIL import Image
from playwright.sync_api import sync_playwright

from docs import pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
IMAGES = ROOT / "docs" / "img"
TUTELA = str(Path(sys.executable).parent / "tutela")
WINDOW = (1280, 860)
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = "nine lives of a quiet cat"  # noqa: S105 - of people who exist for a minute
PEOPLE = {"anna": "reviewer", "berta": "senior"}
KEY = "TUTELA_KEY"

COMMANDS = (
    "tutela init --demo",
    "tutela bank add demo pictures/*",
    "tutela scan uploads --account kim",
    "echo $?",
    "tutela case list",
    "tutela audit verify",
)
# What the platform sends meanwhile, beside kim's: account, id, picture.
SENT = (
    ("lake-42", "photo-3", ("gravel.png", "half-size")),
    ("user-1077", "photo-11", ("cell.png", photographs.ORIGINAL)),
    ("user-1077", "photo-12", ("cell.png", "grayscale")),
    ("otto", "photo-14", ("motorcycle_right.png", photographs.ORIGINAL)),
)
SHOWN = "user-1077"  # whose case is photographed

Answers = dict[str, str]
Cell = tuple[str, str]


@dataclass(frozen=True)
class Stage:
    """A temporary folder with a node, pictures to bank and pictures to scan."""

    folder: Path
    address: str = ""
    key: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUTELA_")}
        path = f"{Path(TUTELA).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        own = {"TUTELA_HOME": str(self.folder / "node"), "TUTELA_PORT": "0", KEY: self.key}
        return kept | own | {"PATH": path, "LC_ALL": "C.UTF-8"}

    def shell(self, commands: list[str]) -> list[str]:
        """What each command says, in one shell, as somebody would type them."""
        mark = "=== next ==="
        script = "\n".join(f"{{ {one}\n}} 2>&1; code=$?; echo {mark}; (exit $code)"
                           for one in commands)  # fmt: skip
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.split(f"{mark}\n")[: len(commands)]

    def tutela(self, *arguments: str, given: str = "") -> str:
        """The output of a command. Exit code 3 says that something was found, as it should be."""
        done = subprocess.run(
            [TUTELA, *arguments],
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 3):
            raise SystemExit(f"tutela {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.tutela(*arguments, "--json"))


def transcript(stage: Stage) -> str:
    """The commands of the main job with what they answered."""
    said = zip(COMMANDS, stage.shell(list(COMMANDS)), strict=True)
    text = "\n".join(f"$ {command}\n{answer.rstrip()}\n" for command, answer in said)
    return _fenced(stage, text)


def answer(stage: Stage) -> str:
    """One item sent to the served node, with its answer."""
    written = " \\\n  ".join(
        (
            "curl -s --data-binary @uploads/rocket--quarter-size.jpg",
            f'-H "Authorization: Bearer ${KEY}" -H "Content-Type: image/jpeg"',
            '"http://localhost:8321/v1/scan?surface=uploads&account=kim&id=photo-17"',
            "| python3 -m json.tool --indent 2",
        )
    )
    [said] = stage.shell([written.replace("http://localhost:8321", stage.address)])
    return _fenced(stage, f"$ {written}\n{said}")


def _fenced(stage: Stage, text: str) -> str:
    text = text.replace(str(stage.folder), "~")
    text = re.sub(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){4}", "xxxx-xxxx-xxxx-xxxx-xxxx", text)
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return f"```console\n{lines}\n```"


def add_people(stage: Stage) -> None:
    """Those who sit at the desk."""
    for name, role in PEOPLE.items():
        stage.tutela("account", "add", name, "--role", role, "--password-file", "-", given=PASSWORD)


def fill_desk(stage: Stage) -> None:
    """Cases of several accounts, a decision that waits for a second person, and a closed case."""
    for account, name, cell in SENT:
        httpx.post(
            f"{stage.address}/v1/scan",
            params={"surface": "uploads", "account": account, "id": name},
            headers={"Authorization": f"Bearer {stage.key}"},
            content=photographs.altered(*cell),
            timeout=60,
        ).raise_for_status()
    _decide(stage, "lake-42", "--seen-at-platform", reason="The same picture, made smaller.")
    _decide(stage, "otto", reason="Byte for byte what the bank lists.")


def case_of(stage: Stage, account: str) -> str:
    """The open case of an account."""
    cases = stage.json("case", "list")["cases"]
    return next(str(one["case"]) for one in cases if one["subject"] == account)


def _decide(stage: Stage, account: str, *more: str, reason: str) -> None:
    stage.tutela(
        "case", "decide", case_of(stage, account), "--confirm", "--label", "stand-in",
        "--reason", reason, "--as", "anna", "--password-file", "-", *more, given=PASSWORD,
    )  # fmt: skip


def serve(stage: Stage) -> tuple[subprocess.Popen[str], str]:
    """Starts `tutela serve`; the process and its address."""
    process = subprocess.Popen(
        [TUTELA, "serve"], env=stage.environment, stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline() if process.stdout else ""
    found = re.search(r"http://\S+", line)
    if found is None:
        process.terminate()
        raise SystemExit(f"The node was not served: {line}")
    return process, found.group()


def photograph(address: str, paths: dict[str, str]) -> None:
    """Takes a picture of each page, in light and in dark."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise SystemExit("No Chromium on this machine: install it with `apt-get install chromium`.")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=list(BROWSER_ARGUMENTS)
        )
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            page = browser.new_page(
                base_url=address,
                color_scheme=scheme,
                viewport={"width": WINDOW[0], "height": WINDOW[1]},
            )
            sign_in(page)
            for name, path in paths.items():
                page.goto(path)
                page.screenshot(path=IMAGES / f"{name}-{scheme}.png")
            page.close()
        browser.close()
    for image in IMAGES.glob("*.png"):
        _make_small(image)


def sign_in(page: Page) -> None:
    """Signs in as berta, who may do all that happens at the desk."""
    page.goto("/login")
    page.get_by_label("Name").fill("berta")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk")


def _make_small(image: Path) -> None:
    """Pages have few colours: a palette of them halves the file."""
    with Image.open(image) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(image, optimize=True)


def blocks(page: str) -> Iterator[str]:
    """The names of the blocks that a page has markers for."""
    yield from re.findall(r"<!-- ([a-z]+):start -->", page)


def replaced(page: str, made: Answers) -> str:
    """The page with other text between `<!-- NAME:start -->` and `<!-- NAME:end -->`."""
    for name in list(blocks(page)):
        head, start, rest = page.partition(f"<!-- {name}:start -->")
        _, end, tail = rest.partition(f"<!-- {name}:end -->")
        page = f"{head}{start}\n\n{made[name]}\n\n{end}{tail}"
    return page


def main() -> None:
    """Makes all of it."""
    with tempfile.TemporaryDirectory(prefix="tutela-media-") as made:
        stage = Stage(Path(made))
        pictures.write(stage.folder)
        texts = {"transcript": transcript(stage)}
        add_people(stage)
        key = stage.json("key", "create", "demo", "the upload service")["key"]
        process, address = serve(stage)
        try:
            stage = Stage(stage.folder, address, key)
            texts["answer"] = answer(stage)
            fill_desk(stage)
            photograph(address, {"desk": "/desk", "case": f"/cases/{case_of(stage, SHOWN)}"})
        finally:
            process.terminate()
            process.wait(30)
    README.write_text(replaced(README.read_text(encoding="utf-8"), texts), encoding="utf-8")


if __name__ == "__main__":
    main()
