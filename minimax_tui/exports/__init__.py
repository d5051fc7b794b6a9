"""A session as a text for others: Markdown, HTML, JSON, a Python script."""
