"""How alike reports are.

What a report says is counted (`words`, `operations`, `features`) and weighed in its history (`weights`, `tuning`); two reports are compared
(`matching`), and all of them with all others (`reach`, `comparison`), after a change only where it matters (`again`). A third report may
tie two (`hops`). `rows` and `halves` make it quick.
"""
