"""Histories of other programs, and our own exports, as sessions."""
