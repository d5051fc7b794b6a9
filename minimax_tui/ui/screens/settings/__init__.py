"""The settings panel: what it lists, how it is searched, changed, explained and drawn."""
