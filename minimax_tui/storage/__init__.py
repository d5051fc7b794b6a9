"""The program's own database (SQLite): sessions, messages, drafts, prompt history."""
