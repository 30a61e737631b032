"""retrokit: what repeats in a folder of postmortems, and what became of the actions."""

__version__ = "0.1.0"
