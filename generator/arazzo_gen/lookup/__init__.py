"""Help that is looked for in files when a finding is shown: where a source has moved to."""
