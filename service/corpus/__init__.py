"""Batch runs over a corpus: where it lies, how it is read, scored, kept and joined.

Data flows one way: sources, chunks of rows, scored chunks, parts, the output.
"""
