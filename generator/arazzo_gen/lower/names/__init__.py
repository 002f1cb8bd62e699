"""Names of documents to Python identifiers."""
