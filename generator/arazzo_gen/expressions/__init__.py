"""Parses runtime expressions, conditions, JSONPath and XPath to syntax trees."""
