"""The rows, a module a family. To add one: write its functions and its ``Row``, and name the module here."""
