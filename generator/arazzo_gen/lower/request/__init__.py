"""What a step sends: parameters, bodies, security, servers."""
