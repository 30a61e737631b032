"""Numbers as people say them."""


def count(number: int, one: str, many: str = "") -> str:
    """`1 family`, `3 families`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """`once`, `twice`, `5 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")
