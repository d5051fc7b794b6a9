"""Widgets of the chat screen, each with its own look."""
