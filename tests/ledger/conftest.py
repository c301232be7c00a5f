"""The database server of the tests of the ledger."""

from helpers.postgres import postgres  # noqa: F401  a fixture
