"""Compiles the kernel's functions, and keeps the machine code where it cannot go stale."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from features.lexicon import CATEGORIES

Function = TypeVar("Function", bound=Callable[..., object])


def _cache_folder() -> Path:
    """A folder named by what the compiled code depends on.

    numba's own cache looks at the entry point's file only: a change in a function that it calls, or
    a new category (the masks are constants in the compiled code), would go unnoticed.
    """
    digest = hashlib.sha256(" ".join(CATEGORIES).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    digest.update((Path(__file__).parent.parent / "alphabet.py").read_bytes())
    root = os.environ.get("CREDIBILITY_CACHE") or Path(__file__).parent / "__pycache__"
    return Path(root) / f"scan-{digest.hexdigest()[:16]}"


try:
    import numba

    from numba import config as numba_config

    numba_config.CACHE_DIR = str(_cache_folder())

    def inner(function: Function) -> Function:
        """A function that other compiled functions call."""
        return cast(Function, numba.njit(nogil=True)(function))

    def entry(function: Function) -> Function:
        """A function that Python calls: compiled once, kept on disk, run without the GIL."""
        return cast(Function, numba.njit(nogil=True, cache=True)(function))

except ImportError:  # the scan is slower without the compiler, not different

    def inner(function: Function) -> Function:
        """The function itself."""
        return function

    entry = inner
