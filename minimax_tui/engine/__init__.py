"""Turns: request, stream, persistence and cancellation, on a thread and event loop of their own."""
