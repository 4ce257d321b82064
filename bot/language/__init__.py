"""Vietnamese as people type it: folding, searching a catalog, reading one line."""
