"""Documents on the network: which may be fetched, how, and what the lock file keeps of them."""
