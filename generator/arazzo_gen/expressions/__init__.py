"""Text to syntax trees: runtime expressions, conditions, JSONPath, XPath."""
