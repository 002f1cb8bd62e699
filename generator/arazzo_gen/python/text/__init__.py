"""Text of documents, names and code as Python source."""
