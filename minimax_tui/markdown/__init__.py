"""Markdown -> segments -> lines of plain spans; knows no toolkit and needs no running app."""
