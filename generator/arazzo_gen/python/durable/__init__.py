"""The durable form of a module: its runs ask a journal, and `Steps` sends the requests."""
