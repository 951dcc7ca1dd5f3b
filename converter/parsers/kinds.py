"""What a file is when no reader takes it, in words that help."""

from __future__ import annotations

from dataclasses import dataclass

from converter.model.report import Kind
from converter.parsers.ifcclash.shape import shape_of
from converter.parsers.navisworks.documents import document_of


@dataclass(frozen=True, slots=True)
class Recognised:
    """A kind of file, and for one that is not read the diagnostic code and the reason."""

    kind: Kind
    code: str = "FIL002"
    explanation: str = ""


_OTHER_HTML = (
    "An HTML page without the tables of a clash report. Of the HTML formats only HTML (Tabular) is read; better: "
    "in Clash Detective, tab Report, choose the format XML."
)
_OTHER_JSON = "JSON, but not of IfcClash: neither a list of clash sets, each with a name and models, nor smart groups."


def recognise(head: bytes, name: str) -> Recognised:
    """Look at the first bytes of a file that no reader claimed."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = name.lower()
    if text.startswith(b"ISO-10303-21"):
        return Recognised(Kind.UNKNOWN, "FIL003", "A STEP file whose schema is not IFC.")
    if lower.endswith((".bcf", ".bcfzip")):
        return Recognised(Kind.BCF, "BCF002", "This has the name of a BCF archive, and is no ZIP archive.")
    if shape_of(head) is not None:
        return Recognised(Kind.IFCCLASH_JSON)
    if text.startswith((b"[", b"{")) and lower.endswith(".json"):
        return Recognised(Kind.UNKNOWN, "FIL002", _OTHER_JSON)
    if b"<html" in head[:4096].lower():
        return Recognised(Kind.UNKNOWN, "NWH005", _OTHER_HTML)
    document = document_of(head)
    if document is None:
        return Recognised(Kind.UNKNOWN)
    if document.root == "exchange":
        return Recognised(Kind.UNKNOWN, "NWX003", document.explanation)
    return Recognised(
        Kind.UNKNOWN, "NWX004", f"An XML document <{document.root}>: no Navisworks document (<exchange>) and no report."
    )
