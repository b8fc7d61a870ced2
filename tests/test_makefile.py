"""What `make` says before anything is installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
if not (ROOT / "Makefile").exists():
    pytest.skip("the wheel has no Makefile", allow_module_level=True)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A clone, as far as the Makefile looks at it before it has a Python."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Under `make test` the outer make tells the inner one to announce its folder.
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_make_alone_lists_every_target(fresh: Path) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = make(fresh).stdout.splitlines()
    assert [line.split()[1] for line in listed] == phony.split()
    assert all(len(line.split()) > 2 for line in listed)
    assert not (fresh / ".venv").exists()


@pytest.mark.parametrize("target", ["setup", "serve", "test"])
def test_a_missing_python_is_told_at_once(fresh: Path, target: str) -> None:
    done = make(fresh, target, "PYTHON=no-such-python")
    assert done.returncode == 2
    assert "Python 3.11 is needed, and no-such-python was not found" in done.stderr
    assert not (fresh / ".venv").exists()


def test_another_python_is_told_at_once(fresh: Path) -> None:
    other = fresh / "other"
    other.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.1 && exit\nexit 1\n')
    other.chmod(0o755)
    done = make(fresh, "setup", f"PYTHON={other}")
    assert done.returncode == 2
    assert f"Python 3.11 is needed, and {other} is Python 3.9.1" in done.stderr
    assert not (fresh / ".venv").exists()


def test_nothing_is_installed_twice(fresh: Path) -> None:
    stamp = fresh / ".venv/.installed"
    stamp.parent.mkdir()
    stamp.touch()
    assert "pip install" not in make(fresh, "--dry-run", "setup").stdout
    (fresh / "requirements.lock").touch()
    assert "pip install" in make(fresh, "--dry-run", "setup").stdout
