"""Lengths as whole EMU (1 mm = 36 000 EMU, 1 pt = 12 700 EMU)."""

from __future__ import annotations

EMU_PER_MM = 36_000
EMU_PER_PT = 12_700
EMU_PER_TWIP = 635


class Length(int):
    """A length in EMU; sums, differences and products with whole numbers stay in whole EMU."""

    @property
    def mm(self) -> float:
        """Return the length in millimetres."""
        return int(self) / EMU_PER_MM

    @property
    def pt(self) -> float:
        """Return the length in points."""
        return int(self) / EMU_PER_PT

    @property
    def twips(self) -> int:
        """Return the length in whole twips (twentieths of a point), as WordprocessingML writes it."""
        return round(int(self) / EMU_PER_TWIP)

    def __add__(self, other: int) -> Length:
        return Length(int(self) + other)

    def __sub__(self, other: int) -> Length:
        return Length(int(self) - other)

    def __mul__(self, other: int) -> Length:
        return Length(int(self) * other)

    def __neg__(self) -> Length:
        return Length(-int(self))

    def __radd__(self, other: int) -> Length:
        return self + other


def mm(value: float) -> Length:
    """Return a length stated in millimetres."""
    return Length(round(value * EMU_PER_MM))


def pt(value: float) -> Length:
    """Return a length stated in points."""
    return Length(round(value * EMU_PER_PT))


ZERO = Length(0)
