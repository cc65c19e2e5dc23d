"""The command line: check, train, evaluate, predict, and the demonstration."""
