"""Typesetting: faces, measuring, line breaking, heights, page breaking, fitting."""
