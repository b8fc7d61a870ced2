"""A model version's card as a page to read, with the shapes of its curves."""

from service.model_page.page import write_page

__all__ = ["write_page"]
