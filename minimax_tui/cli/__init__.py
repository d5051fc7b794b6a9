"""The command line, and the composition root: only it sees everything."""
