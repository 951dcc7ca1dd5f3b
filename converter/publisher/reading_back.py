"""What came of it, as Procore shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from converter.publisher.procore.issues_api import listed
from converter.publisher.publication import Publication

_FEW = 100
"""So many ids fit into an address."""


def look_at_views(publication: Publication, uuids: Collection[str]) -> None:
    """An empty viewpoint in Procore's own form is one that Procore cannot show."""
    wanted = set(uuids)
    for row in _rows(publication, wanted):
        uuid = str(row.get("uuid")).lower()
        if uuid in wanted and any(not view.get("camera_data") for view in row.get("viewpoints") or ()):
            publication.summary.empty_views.append(uuid)


def _rows(publication: Publication, uuids: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Few are asked for by their ids; for many the list has fewer pages than there would be requests."""
    filters: dict[str, Any] = {}
    if len(uuids) <= _FEW:
        ids = [entry.procore_id for entry in publication.ledger.issues.among(uuids)]
        filters["filters[ids][]"] = [number for number in ids if number is not None]
    return listed(publication.connection, publication.project_id, **filters)
