"""BCF topics: what one issue says, in the words of BCF 3.0, whichever version it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from converter.model.comments import Comment
from converter.model.viewpoint import Viewpoint


@dataclass(frozen=True, slots=True)
class HeaderFile:
    """A model the topic is about (``Header/File``)."""

    filename: str = ""
    reference: str = ""
    date: str = ""
    ifc_project: str | None = None
    ifc_spatial_structure_element: str | None = None
    is_external: bool = True


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """A document beside the topic: inside the archive or at an address; ``document_guid`` is its id in BCF 3.0."""

    guid: str | None = None
    reference: str = ""
    document_guid: str | None = None
    description: str = ""
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class BimSnippet:
    """A piece of other data attached to the topic."""

    snippet_type: str = ""
    reference: str = ""
    reference_schema: str = ""
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """One issue of a BCF archive; ``guid`` in lower case, ``due_date`` a calendar day as written.

    ``viewpoints`` are in the order of preference of the version: the first one stands for the topic. Texts of dates
    that could not be read are in ``extra``, with elements the format does not know. ``folder`` is where it lies in the
    archive.
    """

    guid: str
    title: str
    topic_type: str | None = None
    topic_status: str | None = None
    priority: str | None = None
    index: int | None = None
    labels: tuple[str, ...] = ()
    stage: str | None = None
    description: str = ""
    created: datetime | None = None
    created_author: str = ""
    modified: datetime | None = None
    modified_author: str | None = None
    due_date: date | None = None
    assigned_to: str | None = None
    server_assigned_id: str | None = None
    reference_links: tuple[str, ...] = ()
    header_files: tuple[HeaderFile, ...] = ()
    documents: tuple[DocumentReference, ...] = ()
    bim_snippet: BimSnippet | None = None
    related_topics: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    viewpoints: tuple[Viewpoint, ...] = ()
    folder: str = ""
    extra: tuple[tuple[str, str], ...] = ()
