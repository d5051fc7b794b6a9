"""minimax-chat: the terminal chat application for MiniMax's models."""

__version__ = "0.1.0"
