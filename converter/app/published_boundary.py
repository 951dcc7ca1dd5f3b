"""Whether the model published in Procore holds the clashes: seen before anybody sees a wrong camera."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.app.settings import Settings
from converter.errors import RejectedError
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.vectors import Vector
from converter.plan.models.boundary import check_boundary, parse_boundary
from converter.plan.models.model_notes import boundary_notes
from converter.publisher.ledger import Kind
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.directory import Directory
from converter.publisher.procore.paging import all_of


def boundary_said(
    plan: Mapping[str, Any], settings: Settings, connection: Connection, directory: Directory
) -> Iterator[Diagnostic]:
    """Compare the points of a run's issues with the newest published revision of the BIM file that is set (PLN048).

    ``plan`` is the ``plan.json``. Nothing is said where no BIM file is set, or nothing was published for it. It is
    advice: where the account may not read what it takes, that is said (PLN049), and publishing goes on.
    """
    target = settings.target
    try:
        file_id = target.bim_file_id or (directory.known_bim_file(target.bim_file) if target.bim_file else None)
        if file_id is None:
            return
        rows = _revisions(connection, target.project_id, file_id)
    except RejectedError as error:
        is_gone = ": 404, " in error.message and not target.bim_file_id and target.bim_file
        if is_gone and directory.renew(Kind.BIM_FILE, target.bim_file or ""):
            return  # the file an earlier run found is gone: publishing looks for it anew
        yield diagnose("PLN049", f"the published model was not compared with the clashes: {error.message}")
        return
    newest = max(rows, key=lambda row: str(row.get("created_at") or ""), default=None)
    if newest is None:
        return
    points: list[Vector] = [
        (point[0], point[1], point[2])
        for issue in plan["issues"]
        if issue["action"] == "create" and (point := issue["point_m"])
    ]
    boundary = parse_boundary(newest.get("min_boundary"), newest.get("max_boundary"))
    check = check_boundary(boundary, points) if boundary else None
    yield from boundary_notes(check, readable=boundary is not None, file=target.bim_file or f"BIM file {file_id}")


def _revisions(connection: Connection, project_id: int | None, file_id: int) -> list[dict[str, Any]]:
    filters = {"filters[bim_file_id]": file_id, "filters[publish_status]": "ready"}
    return list(all_of(connection, "/rest/v1.0/bim_model_revisions", project_id=project_id, **filters))
