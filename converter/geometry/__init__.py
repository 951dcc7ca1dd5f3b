"""Pure numbers: object id ranges, cameras, sections, redlines, units and boxes. No I/O."""
