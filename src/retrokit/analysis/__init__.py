"""Pure functions from postmortems to answers."""
