"""How well what the scan finds agrees with people's annotation; `python -m benchmarks.signals`.

One module a family. Its `SETS` are functions, one a gold set, named as the set's file; each gives
the figures of its set, and its docstring says exactly how they are scored. What is found comes from
`models.annotation.annotate`, which `credibility annotate` calls too.
"""
