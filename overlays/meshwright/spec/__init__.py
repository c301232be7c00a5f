"""The specs as data: documents, the contract of a day, prices, limits on files."""
