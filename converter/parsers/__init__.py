"""Bytes → model. One reader for each kind of file; the table below names them all.

A reader is loaded when it is first asked: the table holds ``module:class``. Further readers are found through the entry
point group ``converter.readers``.
"""

from __future__ import annotations

READERS: dict[str, str] = {
    "navisworks-xml": "converter.parsers.navisworks.clash_xml:ClashXmlReader",
    "navisworks-viewpoints": "converter.parsers.navisworks.viewpoints:ViewpointsReader",
    "navisworks-html": "converter.parsers.navisworks.html_tabular:HtmlTabularReader",
    "bcf": "converter.parsers.bcf.reader:BcfReader",
    "ifc": "converter.parsers.ifc.reader:IfcReader",
    "ifcclash-json": "converter.parsers.ifcclash.reader:IfcClashReader",
}
ENTRY_POINTS = "converter.readers"
