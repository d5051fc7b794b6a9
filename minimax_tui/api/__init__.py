"""The way to the model: requests, the stream's bytes, and errors in plain words.

The only package that imports `anthropic` and its HTTP client, and only inside functions: that
import takes about a second and must not delay the first screen.
"""
