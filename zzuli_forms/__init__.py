"""Official forms from plain facts: checked, laid out, written as DOCX and PDF.

The public names stand in `__init__.pyi`; each is loaded when it is first asked for: all at once take 0.3 s, those of a
packet 0.1 s. Modules that moved are still found by their old names, in `_former`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__path__ += [f"{__path__[0]}/_former"]
