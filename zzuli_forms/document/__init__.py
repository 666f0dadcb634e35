"""The document tree between facts and renderers: nodes, the tiling of tables, traversal, lengths."""
