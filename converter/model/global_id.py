"""IFC GlobalIds as text."""

from __future__ import annotations

import re

GLOBAL_ID = re.compile(r"[0-3][0-9A-Za-z_$]{21}")
"""128 bits in IFC's base 64: 22 digits, the first of two bits (ISO 16739, ``IfcGloballyUniqueId``)."""
