"""The bounds that constraints promise: read, and tried on the validator and on the data."""
