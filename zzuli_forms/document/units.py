"""Length: an exact int of EMU (1 mm = 36 000 EMU, 1 pt = 12 700 EMU)."""

from __future__ import annotations

EMU_PER_MM = 36_000
EMU_PER_PT = 12_700
EMU_PER_TWIP = 635


class Length(int):
    """A distance in EMU; arithmetic of the tree stays in whole EMU."""

    @property
    def mm(self) -> float:
        """The length in millimetres."""
        return int(self) / EMU_PER_MM

    @property
    def pt(self) -> float:
        """The length in points."""
        return int(self) / EMU_PER_PT

    @property
    def twips(self) -> int:
        """The length in whole twentieths of a point, as WordprocessingML writes it."""
        return round(int(self) / EMU_PER_TWIP)

    def __add__(self, other: int) -> Length:
        return Length(int(self) + other)

    def __sub__(self, other: int) -> Length:
        return Length(int(self) - other)

    def __mul__(self, other: int) -> Length:
        return Length(int(self) * other)

    def __neg__(self) -> Length:
        return Length(-int(self))

    __radd__ = __add__


def mm(value: float) -> Length:
    """A length stated in millimetres."""
    return Length(round(value * EMU_PER_MM))


def pt(value: float) -> Length:
    """A length stated in points."""
    return Length(round(value * EMU_PER_PT))


ZERO = Length(0)
