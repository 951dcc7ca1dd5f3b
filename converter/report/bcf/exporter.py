"""The exporter of BCF 2.1, and what that version cannot say of a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.topic import DocumentReference, Topic
from converter.model.viewpoint import Viewpoint
from converter.report.bcf.archive import write_archive
from converter.report.bcf.elements import ifc_guid_or_none, instant_or_none
from converter.report.exporter import ExportedIssues


class BcfExporter:
    """BCF 2.1."""

    suffix = ".bcf"

    def export(self, issues: ExportedIssues, file: BinaryIO) -> Sequence[Diagnostic]:
        """One archive with a topic an issue."""
        topics = [_carried(topic) for topic in issues.topics]
        write_archive(topics, issues.snapshot, file)
        lost = Counter(what for topic in issues.topics for what in _unsaid(topic))
        return [diagnose("EXP005", f"{what}: {count:,}") for what, count in sorted(lost.items())]


def _carried(topic: Topic) -> Topic:
    """The topic without references to files of its old archive, which do not come along."""
    snippet = topic.bim_snippet if topic.bim_snippet is not None and topic.bim_snippet.is_external else None
    views = tuple(replace(view, bitmaps=()) for view in topic.viewpoints)
    documents = tuple(each for each in topic.documents if _is_carried(each))
    files = tuple(
        file if file.is_external else replace(file, reference="", is_external=True) for file in topic.header_files
    )
    return replace(topic, bim_snippet=snippet, documents=documents, viewpoints=views, header_files=files)


def _is_carried(document: DocumentReference) -> bool:
    return document.is_external and bool(document.reference)


def _unsaid(topic: Topic) -> Iterator[str]:
    """What is lost on the way to 2.1, in the words of BCF."""
    if topic.server_assigned_id:
        yield "ServerAssignedId"
    if topic.extra:
        yield "elements BCF does not know"
    if topic.bim_snippet is not None and not topic.bim_snippet.is_external:
        yield "snippets that lie in the archive"
    yield from _unsaid_models(topic)
    if any(not _is_carried(document) for document in topic.documents):
        yield "documents that lie in the archive"
    for comment in topic.comments:
        if comment.status or comment.verbal_status:
            yield "statuses of comments"
        if comment.reply_to:
            yield "replies to comments"
        if comment.extra:
            yield "elements of comments BCF does not know"
    for view in topic.viewpoints:
        yield from _unsaid_view(view)


def _unsaid_models(topic: Topic) -> Iterator[str]:
    for file in topic.header_files:
        if file.date and instant_or_none(file.date) is None:
            yield "dates of models that are none"
        if file.reference and not file.is_external:
            yield "models that lie in the archive"
        for guid in (file.ifc_project, file.ifc_spatial_structure_element):
            if guid and ifc_guid_or_none(guid) is None:
                yield "guids of projects and parts that are none"


def _unsaid_view(view: Viewpoint) -> Iterator[str]:
    if view.bitmaps:
        yield "bitmaps of viewpoints"
    if any(line.color for line in view.lines):
        yield "colours of lines"
    hidden = view.visibility.exceptions if view.visibility else ()
    named = (*view.selection, *hidden, *(each for coloring in view.coloring for each in coloring.components))
    if any(each.ifc_guid and each.authoring_tool_id and ifc_guid_or_none(each.ifc_guid) is None for each in named):
        yield "guids of components that are none"
