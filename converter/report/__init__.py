"""Results → text that people and other programs read. One exporter for each form; the table below names them all.

An exporter is loaded when it is first asked: the table holds ``module:class``.
"""

from __future__ import annotations

EXPORTERS: dict[str, str] = {
    "bcf": "converter.report.bcf.exporter:BcfExporter",
}
