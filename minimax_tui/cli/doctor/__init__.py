"""`minimax-chat doctor`: looks at everything that the program needs, and says what to do."""
