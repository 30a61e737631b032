"""What `check` found, for people and for machines. None of it needs Rich: a commit waits for it."""

from retrokit.render.checks.text import Paper

__all__ = ["Paper"]
