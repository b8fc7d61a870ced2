"""Compiles the kernel's functions, and keeps the machine code where it cannot go stale."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from features.lexicon import CATEGORIES

# What beside the kernel holds constants of the compiled code.
_CONSTANTS = (
    "alphabet.py", "attribution_weights.py", "gazetteers/public_names.txt", "hedging.py",
    "lexicon.py", "public_names.py", "quantity_words.py", "scales.py", "usual_figures.npy",
)  # fmt: skip

Function = TypeVar("Function", bound=Callable[..., object])


def _cache_folder() -> Path:
    """A folder named by what the compiled code depends on.

    numba's own cache looks at the entry point's file only: a change in a function that it calls, or
    a new category (the masks are constants in the compiled code), would go unnoticed.
    """
    digest = hashlib.sha256(" ".join(CATEGORIES).encode())
    here = Path(__file__).parent
    for source in (*sorted(here.glob("*.py")), *(here.parent / name for name in _CONSTANTS)):
        digest.update(source.read_bytes())
    root = os.environ.get("CREDIBILITY_CACHE") or here / "__pycache__"
    return Path(root) / f"scan-{digest.hexdigest()[:16]}"


try:
    import numba
    from numba import config as numba_config

    # An attribute that numba makes at run time.
    vars(numba_config)["CACHE_DIR"] = str(_cache_folder())

    # Options that numba knows and its types do not. Python calls entries only: to compile how it
    # would call the others takes a third of all the time.
    _INSIDE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "nogil": True}
    _UNCOUNTED: dict[str, Any] = {"_nrt": False}

    def inner(function: Function) -> Function:
        """A function that other compiled functions call."""
        return cast(Function, numba.njit(**_INSIDE)(function))

    def leaf(function: Function) -> Function:
        """An inner function that makes no array, nor a view of one.

        Compiled without the counting of references, which costs more at every call than most of
        these functions do.
        """
        return cast(Function, numba.njit(**_INSIDE, **_UNCOUNTED)(function))

    def shared(function: Function) -> Function:
        """A leaf that Python calls too, in training and in tests."""
        return cast(Function, numba.njit(nogil=True, **_UNCOUNTED)(function))

    def entry(function: Function) -> Function:
        """A function that Python calls: compiled once, kept on disk, run without the GIL."""
        return cast(Function, numba.njit(nogil=True, cache=True)(function))

except ImportError:  # the scan is slower without the compiler, not different

    def inner(function: Function) -> Function:
        """The function itself."""
        return function

    leaf = shared = entry = inner
