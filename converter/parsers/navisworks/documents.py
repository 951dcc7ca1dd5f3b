"""Which document an XML file is: the root ``exchange`` serves six kinds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from converter.parsers.xml import OPTIONS

REPORT = "clash report"
VIEWPOINTS = "saved viewpoints"

_BY_CHILD = {
    "batchtest": REPORT,
    "viewpoints": VIEWPOINTS,
    "selectionsets": "search sets",
    "findspec": "a Find Items export",
    "dbreadlink": "a DataTools link",
    "optionset": "an options export",
}
_NEXT_STEP = {
    "search sets": "They select elements and hold no clashes.",
    "a Find Items export": "It selects elements and holds no clashes.",
    "a DataTools link": "It holds no clashes.",
    "an options export": "It holds program settings and no clashes.",
}


@dataclass(frozen=True, slots=True)
class Document:
    """The root element of an XML document and what Navisworks would call it ("" when it is none of its kinds)."""

    root: str
    name: str

    @property
    def explanation(self) -> str:
        """For a Navisworks document that is no report: what it is, and where to get a report."""
        step = _NEXT_STEP.get(self.name, "")
        return (
            f"This is {self.name or 'an exchange document of an unknown kind'}, not a clash report. {step} "
            "In Clash Detective, tab Report, choose the format XML and write the report."
        ).replace("  ", " ")


def document_of(head: bytes) -> Document | None:
    """Look at the first bytes of a file: None when they are not XML."""
    parser = etree.XMLPullParser(events=("start",), **OPTIONS)
    # What came before an error, or before the end of the head, says enough.
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
    root, name = "", ""
    with suppress(etree.XMLSyntaxError):
        for _, element in parser.read_events():
            parent = element.getparent()
            if parent is None:
                root = _local(element)
            elif parent.getparent() is None and root == "exchange":
                name = _BY_CHILD.get(_local(element), name)
                if name:
                    break
    if not root:
        return None
    if root == "batchtest":
        name = REPORT
    return Document(root, name)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
