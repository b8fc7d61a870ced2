"""What the pages for people share: how a template is filled, one look, drawings."""
