"""A stand-in for MiniMax's Anthropic-compatible endpoint, on loopback.

It serves the demo, the wire tests and the benchmarks. It imports nothing else of this package: it
is a second, independent reading of the contract, so that a misreading in the client shows.

`server.Simulator` is the server, `serve.serve` the command, `faults` what can go wrong on request,
`stream.Answer` an answer fixed beforehand. What MiniMax's documentation does not say and nobody
recorded is marked ``# guess:`` where it is decided.
"""
