"""Values and rules of a conversation. Standard library only; no I/O and no clock."""
