"""What options can be set to."""

from enum import StrEnum


class CheckFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    GITHUB = "github"
    SARIF = "sarif"
    JSON = "json"
    MARKDOWN = "markdown"


class Format(StrEnum):
    """How an answer is written."""

    TERMINAL = "terminal"
    PLAIN = "plain"
    JSON = "json"


class Color(StrEnum):
    """When an answer has colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"
