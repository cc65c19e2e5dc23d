"""How the program starts: with a screen, without one, and where Qt cannot be loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guitune import display


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "guitune", *arguments],
        env=clean | {"LANG": "en_US.UTF-8"} | environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a screen")


@linux_only
def test_without_a_screen_the_window_says_so_in_one_sentence():
    ended = run()
    assert ended.returncode == 1
    assert "There is no screen here" in ended.stderr
    assert "guitune --demo" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


@linux_only
def test_a_screen_that_cannot_be_reached_is_named():
    ended = run(DISPLAY=":99123")
    assert ended.returncode == 1
    assert ":99123" in ended.stderr or "libraries of the system" in ended.stderr


def test_where_a_library_of_the_system_is_missing_the_command_that_installs_it_is_named(tmp_path: Path):
    """A stand-in for PySide6 fails to load as the real one does where libEGL is missing."""
    package = tmp_path / "PySide6"
    package.mkdir()
    (package / "__init__.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
    )
    ended = run(PYTHONPATH=str(tmp_path), DISPLAY=":0")
    assert ended.returncode == 1
    assert "libEGL.so.1" in ended.stderr
    assert display.APT_COMMAND in ended.stderr
    assert "Traceback" not in ended.stderr
