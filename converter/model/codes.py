"""Every diagnostic code: its severity and its meaning. ``docs/diagnostics.md`` explains each one to users."""

from __future__ import annotations

from typing import NamedTuple

from converter.model.diagnostics import Diagnostic, Location, Severity

_INFO, _WARNING, _ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


class Code(NamedTuple):
    """What a code stands for."""

    severity: Severity
    meaning: str


CODES: dict[str, Code] = {
    # Files
    "FIL001": Code(_ERROR, "the file cannot be opened"),
    "FIL002": Code(_ERROR, "the content is of no kind this program reads"),
    "FIL003": Code(_WARNING, "this kind of file is known, but not read by this command"),
    "FIL004": Code(_INFO, "a file in a folder was left alone"),
    "FIL005": Code(_WARNING, "two input files have the same content; the second is left out"),
    "FIL006": Code(_ERROR, "a reader failed: a defect of this program; the other files were read"),
    # Navisworks clash XML
    "NWX001": Code(_ERROR, "the XML is not well-formed"),
    "NWX002": Code(_ERROR, "the document has a DTD or entities, which are refused"),
    "NWX003": Code(_ERROR, "a Navisworks document that is not a clash report"),
    "NWX004": Code(_ERROR, "XML with another root element than Navisworks' `exchange`"),
    "NWX005": Code(_WARNING, "clash tests without results: an export of test definitions"),
    "NWX010": Code(_WARNING, "no units are stated; metres are assumed"),
    "NWX011": Code(_WARNING, "the unit is not one of Navisworks' eleven; metres are assumed"),
    "NWX012": Code(_WARNING, "`batchtest` states other units than the document; its own are used"),
    "NWX020": Code(_WARNING, "the status is not known"),
    "NWX021": Code(_WARNING, "the status attribute is missing; it was taken from the text"),
    "NWX022": Code(_WARNING, "a number cannot be read; it is left out"),
    "NWX023": Code(_INFO, "a number with a decimal comma was read"),
    "NWX024": Code(_WARNING, "a date cannot be read; it is left out"),
    "NWX025": Code(_WARNING, "the clash or group has no guid"),
    "NWX026": Code(_WARNING, "a guid occurs more than once in a test"),
    "NWX027": Code(_INFO, "a live clash names fewer than two objects"),
    "NWX028": Code(_WARNING, "a clash names more than two objects; the first two are used"),
    "NWX029": Code(_INFO, "a live clash has no point"),
    "NWX030": Code(_WARNING, "group names only: groups of one name cannot be told apart"),
    "NWX031": Code(_WARNING, "the summary counts statuses that the file does not list: a filtered report"),
    "NWX032": Code(_WARNING, "the summary and the content disagree"),
    "NWX033": Code(_INFO, "elements or attributes this program does not know were kept as they are"),
    "NWX034": Code(_INFO, "groups inside groups were laid flat"),
    "NWX035": Code(_WARNING, "results outside a clash test are left out"),
    "NWX036": Code(_WARNING, "the test's results are older than the models, or the run was interrupted"),
    "NWX037": Code(_INFO, "a layout of another program was read (`batchtest/clashtest`, `objects/object`)"),
    "NWX038": Code(_INFO, "the type or status of a test is not known"),
    # Navisworks saved viewpoints
    "NWV001": Code(_WARNING, "a saved viewpoint has no usable camera"),
    "NWV002": Code(_INFO, "animations and cut views are left out"),
    "NWV004": Code(_INFO, "cameras were taken from saved viewpoints"),
    "NWV005": Code(_WARNING, "several saved viewpoints carry the name of one clash; none was used"),
    "NWV006": Code(_INFO, "a mark-up of a viewpoint is not carried over"),
    # Navisworks HTML (tabular)
    "NWH001": Code(_WARNING, "an HTML report has no guids: clashes cannot be followed from run to run"),
    "NWH002": Code(_WARNING, "a row of the HTML report cannot be read; it is left out"),
    "NWH003": Code(_WARNING, "a heading of the HTML report is not known; its cells were kept as properties"),
    "NWH004": Code(_WARNING, "the HTML report does not state its units; metres are assumed"),
    "NWH005": Code(_ERROR, "an HTML page that is no tabular clash report"),
    # BCF
    "BCF001": Code(_ERROR, "there is no topic in the archive"),
    "BCF002": Code(_ERROR, "this is no ZIP archive"),
    "BCF003": Code(_WARNING, "the directory of the archive is damaged; entries were found by their headers"),
    "BCF005": Code(_INFO, "the archive is wrapped in a folder or in another archive"),
    "BCF006": Code(_WARNING, "an entry is damaged"),
    "BCF007": Code(_ERROR, "an entry is too large, or grows too much when it is unpacked"),
    "BCF008": Code(_WARNING, "an entry is encrypted or packed by a method that cannot be read"),
    "BCF009": Code(_WARNING, "several entries have one name; each is read"),
    "BCF010": Code(_WARNING, "two topics of the archive have one guid; each is kept"),
    "BCF011": Code(_WARNING, "the name of an entry leads out of the archive"),
    "BCF014": Code(_INFO, "a file in the archive that nothing refers to was left alone"),
    "BCF015": Code(_WARNING, "too many entries; the rest is left out"),
    "BCF020": Code(_INFO, "there is no `bcf.version`; the version was seen by the content"),
    "BCF021": Code(_WARNING, "the version is missing, unknown or oddly written"),
    "BCF022": Code(_INFO, "content of another version than the rest"),
    "BCF030": Code(_INFO, "an odd encoding, or characters that XML does not allow, were repaired"),
    "BCF031": Code(_WARNING, "the XML is not well-formed; what could be read was read"),
    "BCF032": Code(_WARNING, "a DTD with entities, which are left out"),
    "BCF033": Code(_INFO, "elements this program does not know were kept as text or left out"),
    "BCF034": Code(_ERROR, "a topic cannot be read; the others were"),
    "BCF035": Code(_ERROR, "a markup without a topic"),
    "BCF040": Code(_INFO, "the folder's name is not the topic's guid; the topic's counts"),
    "BCF041": Code(_WARNING, "a topic without a guid; one was made"),
    "BCF042": Code(_WARNING, "a topic without a title"),
    "BCF043": Code(_INFO, "a topic lacks what its version requires"),
    "BCF044": Code(_WARNING, "a date cannot be read; its text is kept"),
    "BCF045": Code(_INFO, "a time without a zone was taken for UTC"),
    "BCF046": Code(_INFO, "a comment without a guid; one was made"),
    "BCF050": Code(_INFO, "no viewpoint is named; the files with the usual names were taken"),
    "BCF051": Code(_WARNING, "a viewpoint that is referred to is not in the archive"),
    "BCF052": Code(_WARNING, "nothing of a viewpoint can be read"),
    "BCF053": Code(_WARNING, "a snapshot that is referred to is not in the archive"),
    "BCF054": Code(_WARNING, "a snapshot is empty or no picture"),
    "BCF055": Code(_WARNING, "a reference leads out of the archive; only a file of that name in the folder is taken"),
    "BCF056": Code(_INFO, "a viewpoint that is named nowhere was used as a further one"),
    "BCF057": Code(_INFO, "several viewpoints refer to one file"),
    "BCF058": Code(_INFO, "the guid of a viewpoint is missing or differs; the markup's counts"),
    "BCF060": Code(_INFO, "a viewpoint without a camera"),
    "BCF061": Code(_INFO, "a viewpoint with several cameras; one was used"),
    "BCF062": Code(_WARNING, "a camera with numbers that show nothing"),
    "BCF064": Code(_WARNING, "a field of view in radians, where BCF has degrees"),
    "BCF066": Code(_WARNING, "a plane, line or bitmap without usable numbers was left out"),
    "BCF070": Code(_INFO, "a component without IfcGuid; it is known by its id in the authoring program"),
    "BCF071": Code(_INFO, "an IfcGuid written as a UUID was converted"),
    "BCF072": Code(_WARNING, "an IfcGuid that is none was kept as it is"),
    "BCF073": Code(_INFO, "nothing is said about visibility: everything is shown"),
    "BCF074": Code(_WARNING, "hidden and visible components in one list (BCF 2.0): the hidden ones are hidden"),
    "BCF075": Code(_INFO, "a colour is written oddly, or is none"),
    "BCF076": Code(_INFO, "a viewpoint with more than 1,000 components"),
    "BCF080": Code(_INFO, "a file beside the topics cannot be read"),
    # Pictures
    "PIC001": Code(_WARNING, "the picture does not exist"),
    "PIC002": Code(_WARNING, "the reference points outside the report's folder and was not opened"),
    "PIC003": Code(_WARNING, "the file is no JPEG or PNG picture"),
    "PIC004": Code(_WARNING, "the picture is larger than the limit"),
    "PIC005": Code(_INFO, "the picture was found in another folder than the report says"),
    "PIC006": Code(_WARNING, "the picture is damaged"),
    # Geometry
    "GEO001": Code(_INFO, "clip planes that make no upright box were replaced by a box around the clash"),
    "GEO002": Code(_WARNING, "a coordinate is too large or not a number; the point is left out"),
    "GEO003": Code(_INFO, "mark-up lines that the camera cannot show are left out"),
    "GEO004": Code(_INFO, "a turned section box was replaced by a box around the clash"),
    # Configuration
    "CFG001": Code(_WARNING, "a setting was read that this version does not apply yet"),
    # Plan
    "PLN001": Code(_INFO, "approved and resolved entries are not published"),
    "PLN002": Code(_INFO, "no picture: the issue goes out without a viewpoint"),
    "PLN003": Code(_INFO, "no clash point: the issue goes out without a viewpoint"),
    "PLN004": Code(_INFO, "no BIM file is configured; the model named in the report is used"),
    "PLN005": Code(_INFO, "titles were shortened to the target's limit"),
    "PLN006": Code(_WARNING, "two entries have the same identity; the second is left out"),
    "PLN007": Code(_INFO, "objects without an id: the clash is identified by its guid or name"),
    "PLN008": Code(_WARNING, "descriptions were shortened"),
    "PLN009": Code(_INFO, "another export of the same test was used instead"),
    "PLN010": Code(_INFO, "a topic is in several archives with the same content; one of them is used"),
    "PLN011": Code(_WARNING, "a topic is in several archives with different content; the newest is used"),
    "PLN012": Code(_INFO, "words of BCF without a translation; the configured value is used"),
    "PLN013": Code(_WARNING, "more pictures than an issue may have attachments"),
    "PLN014": Code(_INFO, "what is visible cannot be said in Procore's object ids; it is left out"),
    "PLN015": Code(_WARNING, "another export of the same test has other statuses and was written later; it was used"),
    "PLN016": Code(_WARNING, "there is no clash, group or topic in the input"),
    "PLN017": Code(_WARNING, "no model is named anywhere; the BIM file is named after the report"),
}


def diagnose(
    code: str,
    message: str,
    *,
    file: str | None = None,
    member: str | None = None,
    line: int | None = None,
    column: int | None = None,
    guid: str | None = None,
    count: int = 1,
) -> Diagnostic:
    """Make the diagnostic of a known ``code``; an unknown code is a ``KeyError``, that is: a defect of ours."""
    return Diagnostic(code, CODES[code].severity, message, Location(file, member, line, column, guid), count)
