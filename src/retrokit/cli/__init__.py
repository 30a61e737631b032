"""One module a command: options, load, analyse, render, exit code."""
