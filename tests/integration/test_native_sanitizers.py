"""The kernel's core runs its own tests clean under the compiler's sanitizers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

NATIVE = Path(__file__).parents[2] / "native"
# The warnings of native/CMakeLists.txt.
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
# Optimised code races more; without optimising, the others compile three times as fast.
SANITIZERS = {"address,undefined": "-O0", "thread": "-O1"}


@pytest.mark.parametrize("sanitizers", SANITIZERS)
@pytest.mark.timeout(1500)  # sanitizers are slow, and the machine may be busy
@pytest.mark.parametrize("name", ["test_stored", "test_forged", "test_pdq"])
def test_the_native_tests_run_clean_under_sanitizers(
    name: str, sanitizers: str, tmp_path: Path
) -> None:
    program = tmp_path / name
    flags = ["-std=c++20", "-g", "-pthread", SANITIZERS[sanitizers], f"-fsanitize={sanitizers}"]
    source = NATIVE / f"{name}.cpp"
    run("c++", *WARNINGS, *flags, "-fno-sanitize-recover=all", str(source), "-o", str(program))
    run(str(program))


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
