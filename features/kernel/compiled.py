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


def move(out: Any, at: int, text: Any, first: int, size: int) -> None:
    """Copies so many bytes from a place in ``text`` to a place in ``out``."""
    out[at : at + size] = text[first : first + size]


def fetch(table: Any, at: int) -> None:
    """Has the processor fetch a place of a table that is read soon; in Python, nothing."""


try:
    import numba
    from llvmlite import ir
    from numba import config as numba_config
    from numba.core import cgutils, types
    from numba.extending import intrinsic

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

    def quick(function: Function) -> Function:
        """An entry that takes less time than to give up the GIL and to wait for it again."""
        return cast(Function, numba.njit(cache=True)(function))

    @intrinsic
    def _moved(_typing: Any, out: Any, _at: Any, text: Any, _first: Any, _size: Any) -> Any:
        """Copies so many bytes from a place in ``text`` to a place in ``out``, another array.

        This is the C library's own copy. The compiler makes none of a loop, for it cannot know that
        the arrays do not overlap.
        """

        def write(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            arrays = [
                context.make_array(signature.args[place])(context, builder, values[place])
                for place in (0, 2)
            ]
            to, here = (
                builder.gep(array.data, [place])
                for array, place in zip(arrays, (values[1], values[3]), strict=True)
            )
            cgutils.raw_memcpy(builder, to, here, values[4], 1)
            return context.get_dummy_value()

        return types.void(out, types.int64, text, types.int64, types.int64), write

    @intrinsic
    def _fetched(_typing: Any, table: Any, _at: Any) -> Any:
        """Has the processor fetch a place of a table, counted in its numbers, and does not wait."""

        def write(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, values[0])
            place = builder.bitcast(builder.gep(array.data, [values[1]]), cgutils.voidptr_t)
            flag = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, flag, flag, flag])
            prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
            # To be read, to stay in all caches, as data.
            builder.call(prefetch, [place, flag(0), flag(3), flag(1)])
            return context.get_dummy_value()

        return types.void(table, types.int64), write

    # With the compiler switched off, in tests, all is Python's.
    if not vars(numba_config)["DISABLE_JIT"]:
        move, fetch = cast(Any, _moved), cast(Any, _fetched)

except ImportError:  # the scan is slower without the compiler, not different

    def inner(function: Function) -> Function:
        """The function itself."""
        return function

    leaf = shared = entry = quick = inner
