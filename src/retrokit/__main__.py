"""`retrokit` and `python -m retrokit`."""

from retrokit.cli.app import main

if __name__ == "__main__":
    main()
