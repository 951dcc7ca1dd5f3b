"""The archive's own files: version, project, vocabulary, documents. Nothing in them ever costs a topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from converter.model.topic import DocumentReference
from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.entry_codes import CODE_OF
from converter.parsers.bcf.folders import Entries, TopicFolder
from converter.parsers.bcf.names import base_name, folder_of
from converter.parsers.bcf.text import parse, root_of
from converter.parsers.bcf.values import attribute, named_children, uuid_of, words
from converter.parsers.zip.archive import Archive
from converter.parsers.zip.directory import Entry
from converter.parsers.zip.unpacking import EntryError

KNOWN_VERSIONS = ("2.0", "2.1", "3.0")
_OWN = frozenset({"bcf.version", "project.bcfp", "extensions.xml", "extensions.xsd", "documents.xml"})
_SCHEMAS = (".xsd", ".bcfs")
_DRAFT = re.compile(r"(?i)(?:rc|release candidate|beta|draft)\s*\d*")
"""Words on the state of the format, not on a program."""


@dataclass(frozen=True, slots=True)
class Project:
    """``version`` is what the archive says or, without a word of it, what its content looks like."""

    version: str = ""
    producer: str = ""
    name: str = ""
    has_version: bool = False
    documents: dict[str, str] = field(default_factory=dict)
    used: frozenset[int] = frozenset()

    def resolved(self, references: Iterable[DocumentReference]) -> tuple[DocumentReference, ...]:
        """References by a document's guid (3.0) with the file name the archive gives it."""
        return tuple(
            replace(each, reference=self.documents.get(each.document_guid, each.document_guid))
            if each.document_guid and not each.reference
            else each
            for each in references
        )


def read_project(archive: Archive, entries: Entries, folders: list[TopicFolder], say: Callable[[str], Say]) -> Project:
    """Read the files beside the topics' folders."""
    shallowest = min((folder.path for folder in folders), key=lambda path: path.count("/"), default="")
    root = folder_of(shallowest)
    own = {base_name(entry.name).casefold(): entry for entry in entries.below(root)}
    if root and folders:
        say(root)("BCF005", f"the archive is wrapped in the folder {root!r}")
    used = {entry.number for name, entry in own.items() if name in _OWN or name.endswith(_SCHEMAS)}
    used |= {entry.number for entry in entries.all if "/documents/" in f"/{folder_of(entry.name)}/".casefold()}
    roots = {name: _root(archive, own[name], say) for name in _OWN if name in own and not name.endswith(".xsd")}
    version, producer = _version(
        roots.get("bcf.version"),
        lambda: _inferred(archive, folders),
        is_there="bcf.version" in own,
        say=say("bcf.version"),
    )
    return Project(
        version=version,
        producer=producer,
        name=_project_name(roots.get("project.bcfp")),
        has_version="bcf.version" in own,
        documents=_documents(roots.get("documents.xml")),
        used=frozenset(used),
    )


def _root(archive: Archive, entry: Entry, say: Callable[[str], Say]) -> etree._Element | None:
    try:
        root = root_of(archive.read(entry), say(entry.name))
    except EntryError as error:
        say(entry.name)(CODE_OF[error.reason], error.words)
        return None
    if root is None:
        say(entry.name)("BCF080", "nothing of it can be read; the topics need it not")
    return root


def _version(root: etree._Element | None, inferred: Callable[[], str], *, is_there: bool, say: Say) -> tuple[str, str]:
    """The version and, where ``DetailedVersion`` tells it, the program that wrote the archive."""
    if root is None:
        code, text = ("BCF021", "it does not tell the version") if is_there else ("BCF020", "there is no bcf.version")
        version = inferred()
        say(code, f"{text}; by its content this is BCF {version or 'of an unknown version'}")
        return version, ""
    written = (attribute(root, "VersionId") or "").strip()
    detailed = next((words(each) for name, each in named_children(root) if name == "DetailedVersion"), "")
    version = _nearest(written) or _nearest(detailed)
    if not version and (version := inferred()):
        say("BCF021", f"{written or detailed!r} is no version; by its content this is BCF {version}")
    elif version != written:
        say("BCF021", f"the version is written {written or detailed!r}; taken for {version or 'unknown'}")
    producer = detailed.partition(" ")[2].strip()
    return version or written, "" if _DRAFT.fullmatch(producer) else producer


def _nearest(text: str) -> str:
    """``3`` → 3.0, ``2.1.0`` → 2.1, ``2.0 RC`` → 2.0; "" for what is no known version."""
    plain = text.partition(" ")[0]
    candidates = (plain, f"{plain}.0", ".".join(plain.split(".")[:2]))
    return next((each for each in candidates if each in KNOWN_VERSIONS), "")


def _inferred(archive: Archive, folders: list[TopicFolder]) -> str:
    """By the first markup: viewpoints inside the topic are 3.0, no ``Viewpoints`` at all is 1.0."""
    for folder in folders:
        try:
            root = parse(archive.read(folder.markup)).root
        except EntryError:
            continue
        if root is None:
            continue
        tags = {name for name, _ in named_children(root)}
        topic = next((each for name, each in named_children(root) if name == "Topic"), None)
        inner = set() if topic is None else {name for name, _ in named_children(topic)}
        if inner & {"Viewpoints", "Comments"}:
            return "3.0"
        if "Viewpoints" not in tags and not (inner & {"CreationDate", "Priority", "Index"}):
            return "1.0"
        return "2.1" if inner & {"Stage", "DueDate", "DocumentReference", "RelatedTopic"} else "2.0"
    return ""


def _project_name(root: etree._Element | None) -> str:
    if root is None:
        return ""
    for name, element in named_children(root):
        if name == "Project":
            return next((words(each) for tag, each in named_children(element) if tag == "Name"), "")
    return ""


def _documents(root: etree._Element | None) -> dict[str, str]:
    """Guid → file name of ``documents.xml`` (3.0)."""
    found: dict[str, str] = {}
    if root is not None:
        for element in root.iter(etree.Element):
            guid = uuid_of(attribute(element, "Guid"))
            if guid:
                found[guid] = next((words(each) for tag, each in named_children(element) if tag == "Filename"), guid)
    return found
