"""Vim's keys for a text of several lines, knowing nothing of widgets."""
