"""Finds jobs in OpenAPI documents, and writes an Arazzo document for them: `arazzo-gen init`."""
