"""One model of a diagnostic, the registry of codes, the renderers."""
