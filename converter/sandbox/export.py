"""``GET /coordination_issues/export``: BCF 2.1 and CSV. BCF takes only issues with a picture and a valid camera."""

from __future__ import annotations

import csv
import io
import zipfile
from math import degrees
from xml.sax.saxutils import escape, quoteattr

from converter.sandbox.access import project_of_query
from converter.sandbox.call import Answer, Call, Document, Refusal
from converter.sandbox.entity import entity
from converter.sandbox.listing import chosen
from converter.sandbox.storage import kind_of
from converter.sandbox.viewpoint_data import METRES_PER_FOOT, Camera, Plane, Vector, read_camera, read_planes

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CSV_COLUMNS = ("issue_number", "title", "status", "issue_type", "priority", "due_date", "description", "uuid")


def export(call: Call) -> Answer:
    """A file of the issues that the filters ask for; PDF is only accepted (202), as Procore may answer."""
    site = project_of_query(call, "read_only")
    form = call.asked("export_format")
    if form not in ("bcf", "csv", "pdf"):
        raise Refusal(400, {"export_format": ["is not included in the list: bcf, csv, pdf"]})
    if form == "pdf":
        return Answer(202)
    sql, values = chosen(site, "deleted_at IS NULL")
    issues = [entity(call, row) for row in call.world.store.all(sql, *values)]
    if form == "csv":
        return Answer(200, _table(issues), {"Content-Type": "text/csv; charset=utf-8"})
    return Answer(200, _archive(call, issues), {"Content-Type": "application/octet-stream"})


def _table(issues: list[Document]) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(_CSV_COLUMNS)
    rows.writerows([issue[name] for name in _CSV_COLUMNS] for issue in issues)
    return out.getvalue().encode()


def _archive(call: Call, issues: list[Document]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        version = '<Version VersionId="2.1"><DetailedVersion>2.1</DetailedVersion></Version>'
        archive.writestr("bcf.version", _XML + version)
        for issue in issues:
            _topic(call, archive, issue)
    return out.getvalue()


def _topic(call: Call, archive: zipfile.ZipFile, issue: Document) -> None:
    views = []
    for number, viewpoint in enumerate(issue["viewpoints"]):
        camera = read_camera(viewpoint["camera_data"], call.world.switches)
        uuid = viewpoint["snapshot"]["url"].rpartition("/")[2].partition("?")[0]
        content = call.world.store.value("SELECT content FROM uploads WHERE uuid = ?", uuid)
        if camera is not None and (kind := kind_of(content or b"")) in ("image/png", "image/jpeg"):
            name = f"snapshot_{number}.{'png' if kind == 'image/png' else 'jpg'}"
            planes = read_planes(viewpoint["sections_data"], call.world.switches) or []
            views.append((viewpoint["uuid"], f"viewpoint_{number}.bcfv", name))
            text = _visualization(viewpoint["uuid"], camera, planes)
            archive.writestr(f"{issue['uuid']}/viewpoint_{number}.bcfv", text)
            archive.writestr(f"{issue['uuid']}/{name}", content)
    if views:
        archive.writestr(f"{issue['uuid']}/markup.bcf", _markup(issue, views))


def _markup(issue: Document, views: list[tuple[str, str, str]]) -> str:
    author = (issue["created_by"] or {}).get("login", "")
    description = f"<Description>{escape(issue['description'])}</Description>" if issue["description"] else ""
    due = f"<DueDate>{issue['due_date']}T00:00:00Z</DueDate>" if issue["due_date"] else ""
    to = f"<AssignedTo>{escape(issue['assignee']['login'])}</AssignedTo>" if issue["assignee"] else ""
    priority = f"<Priority>{issue['priority']}</Priority>" if issue["priority"] else ""
    listed = "".join(
        f'<Viewpoints Guid="{uuid}"><Viewpoint>{view}</Viewpoint><Snapshot>{picture}</Snapshot></Viewpoints>'
        for uuid, view, picture in views
    )
    return (
        f'{_XML}<Markup><Topic Guid="{issue["uuid"]}" TopicType={quoteattr(issue["issue_type"] or "")} '
        f'TopicStatus="{issue["status"]}"><Title>{escape(issue["title"])}</Title>{priority}'
        f"<Index>{issue['issue_number']}</Index><CreationDate>{issue['created_at']}</CreationDate>"
        f"<CreationAuthor>{escape(author)}</CreationAuthor>{due}{to}{description}</Topic>{listed}</Markup>"
    )


def _visualization(uuid: str, camera: Camera, planes: list[Plane]) -> str:
    pose = (
        f"<CameraViewPoint>{_xyz(camera.position, METRES_PER_FOOT)}</CameraViewPoint>"
        f"<CameraDirection>{_xyz(camera.direction)}</CameraDirection>"
        f"<CameraUpVector>{_xyz(camera.up)}</CameraUpVector>"
    )
    if camera.angle_rad is not None:
        angle = f"<FieldOfView>{degrees(camera.angle_rad)!r}</FieldOfView>"
        view = f"<PerspectiveCamera>{pose}{angle}</PerspectiveCamera>"
    else:
        scale = f"<ViewToWorldScale>{(camera.height_ft or 0) * METRES_PER_FOOT!r}</ViewToWorldScale>"
        view = f"<OrthogonalCamera>{pose}{scale}</OrthogonalCamera>"
    cuts = "".join(
        f"<ClippingPlane><Location>{_xyz(plane.location, METRES_PER_FOOT)}</Location>"
        f"<Direction>{_xyz(plane.direction)}</Direction></ClippingPlane>"
        for plane in planes
    )
    clipping = f"<ClippingPlanes>{cuts}</ClippingPlanes>" if cuts else ""
    return f'{_XML}<VisualizationInfo Guid="{uuid}">{view}{clipping}</VisualizationInfo>'


def _xyz(vector: Vector, scale: float = 1.0) -> str:
    return "".join(f"<{axis}>{value * scale!r}</{axis}>" for axis, value in zip("XYZ", vector, strict=True))
