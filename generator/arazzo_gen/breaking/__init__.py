"""Says what a new module changes for those who call the old one."""
