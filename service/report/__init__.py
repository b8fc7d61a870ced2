"""A scored corpus as one HTML page: records are summed up as they come, then drawn and written.

`bounded` are containers that do not grow with the corpus, `summary` fills them, `signals` makes
distributions of readings, `charts` draws, and `page` writes.
"""
