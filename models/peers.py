"""Other people's programs to be held against, each in an environment of its own.

Their packages are no part of this program: they are installed from a lock when they are first
asked for, below `.cache`.
"""

import subprocess
import sys
from pathlib import Path

_CACHE = Path(__file__).parents[1] / ".cache"
_INSTALL_SECONDS = 240
_PIP = ("-m", "pip", "install", "-qq", "--disable-pip-version-check")


class NotAtHand(Exception):
    """A peer cannot be run here; the message says why."""


def environment(lock: Path) -> Path:
    """The Python of an environment with the packages of this lock; NotAtHand where it fails."""
    if not lock.exists():
        raise NotAtHand(f"{lock.name} is not part of this installation")
    folder = _CACHE / lock.stem
    python, installed = folder / "bin" / "python", folder / ".installed"
    wanted = lock.read_bytes()
    if installed.exists() and installed.read_bytes() == wanted:
        return python
    print(f"installing {lock.name} ...", file=sys.stderr, flush=True)
    make: list[str | Path] = [sys.executable, "-m", "venv", "--clear", folder]
    fill: list[str | Path] = [python, *_PIP, "--require-hashes", "-r", lock]
    try:
        for command in (make, fill):
            subprocess.run(command, check=True, timeout=_INSTALL_SECONDS, stdout=sys.stderr)  # noqa: S603
    except (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotAtHand(f"{lock.name} could not be installed: {error}") from error
    installed.write_bytes(wanted)
    return python
