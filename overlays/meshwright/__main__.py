"""``python -m meshwright`` is the command line."""

from .cli import main

main()
