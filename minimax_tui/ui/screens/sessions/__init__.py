"""The screen of all sessions: a list, a search in everything said, and a preview."""
