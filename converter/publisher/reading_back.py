"""What came of it, as Procore shows it."""

from __future__ import annotations

from collections.abc import Collection

from converter.publisher.procore.issues_api import listed
from converter.publisher.publication import Publication


def look_at_views(publication: Publication, uuids: Collection[str]) -> None:
    """An empty viewpoint in Procore's own form is one that Procore cannot show."""
    wanted = set(uuids)
    for row in listed(publication.connection, publication.project_id):
        uuid = str(row.get("uuid")).lower()
        if uuid in wanted and any(not view.get("camera_data") for view in row.get("viewpoints") or ()):
            publication.summary.empty_views.append(uuid)
