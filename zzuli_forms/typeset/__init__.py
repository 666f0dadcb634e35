"""Sizes and lines: faces, measuring, line breaking, heights, page breaking, fitting."""
