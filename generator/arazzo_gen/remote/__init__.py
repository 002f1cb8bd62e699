"""Documents on the network: which may be fetched, how, and what is remembered of them."""
