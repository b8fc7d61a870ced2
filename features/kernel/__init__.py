"""The compiled scan: one walk over an article's characters, then over its tokens.

The functions here are written in the part of Python that numba compiles; without numba (or with
``NUMBA_DISABLE_JIT=1``) the same functions run as plain Python, slower and with the same result.
Integers stay within 63 bits and nothing relies on overflow, so that the two agree.
"""
