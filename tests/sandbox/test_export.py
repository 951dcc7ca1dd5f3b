"""The export: BCF for issues with a picture and a valid camera, CSV for all."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from lxml import etree

from tests.sandbox.bodies import BOX, ISSUES, full_item, item, made, png, uploaded
from tests.sandbox.running import Box


def archive(box: Box, **params: object) -> zipfile.ZipFile:
    answer = box.get(f"{ISSUES}/export", project_id=box.project_id, export_format="bcf", **params)
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.content))


def number(view: etree._Element, path: str) -> float:
    return float(view.findtext(path) or "")


def test_bcf_has_the_issues_that_can_be_shown(box: Box) -> None:
    empty = full_item(box, title="Empty camera")
    empty["viewpoints"][0]["camera_data"] = "{}"
    good = full_item(box, title="A & B <c>", description="Text", priority="high", due_date="2030-01-01")
    made(box, good, empty, item(title="No viewpoint"))
    found = archive(box)
    files = {f"{good['uuid']}/{name}" for name in ("markup.bcf", "snapshot_0.png", "viewpoint_0.bcfv")}
    assert set(found.namelist()) == {"bcf.version", *files}
    assert found.read(f"{good['uuid']}/snapshot_0.png") == png()
    topic = etree.fromstring(found.read(f"{good['uuid']}/markup.bcf")).find("Topic")
    assert topic is not None and topic.get("Guid") == good["uuid"] and topic.get("TopicStatus") == "open"
    assert topic.findtext("Title") == "A & B <c>" and topic.findtext("CreationAuthor") == "converter@example.com"


def test_a_view_is_in_metres_and_degrees(box: Box) -> None:
    sent = full_item(box)
    made(box, sent)
    view = etree.fromstring(archive(box).read(f"{sent['uuid']}/viewpoint_0.bcfv"))
    camera = view.find("PerspectiveCamera")
    assert camera is not None and number(camera, "CameraViewPoint/Y") == pytest.approx(-20 * 0.3048)
    assert number(camera, "FieldOfView") == pytest.approx(45.8366236)
    planes = view.findall("ClippingPlanes/ClippingPlane")
    east = next(each for each in planes if number(each, "Direction/X") == 1)
    assert len(planes) == 6 and number(east, "Location/X") == pytest.approx(15 * 0.3048)


def test_an_orthogonal_view(box: Box) -> None:
    sent = full_item(box)
    pose = json.loads(sent["viewpoints"][0]["camera_data"])["perspective_camera"]
    del pose["field_of_view"]
    orthogonal = {"orthogonal_camera": {**pose, "view_to_world_scale": 10, "vertical_extent": 10}}
    sent["viewpoints"][0] |= {"camera_data": json.dumps(orthogonal), "sections_data": json.dumps(BOX)}
    made(box, sent)
    view = etree.fromstring(archive(box).read(f"{sent['uuid']}/viewpoint_0.bcfv"))
    assert number(view, "OrthogonalCamera/ViewToWorldScale") == pytest.approx(3.048)


def test_filters_count(box: Box) -> None:
    first, second = full_item(box), full_item(box, status="closed")
    made(box, first, second)
    names = archive(box, **{"filters[status][]": "closed"}).namelist()
    assert {name.partition("/")[0] for name in names} == {"bcf.version", second["uuid"]}


def test_csv_has_all_and_pdf_is_only_accepted(box: Box) -> None:
    made(box, item(title='With "quotes", and comma'))
    ask = {"project_id": box.project_id}
    rows = list(csv.DictReader(io.StringIO(box.get(f"{ISSUES}/export", **ask, export_format="csv").text)))
    assert rows[0]["title"] == 'With "quotes", and comma'
    assert box.get(f"{ISSUES}/export", **ask, export_format="pdf").status_code == 202
    assert box.get(f"{ISSUES}/export", **ask, export_format="docx").status_code == 400


def test_a_jpeg_keeps_its_kind(box: Box) -> None:
    sent = full_item(box)
    sent["viewpoints"][0]["snapshot_upload_uuid"] = uploaded(box, b"\xff\xd8\xff\xe0 and so on")
    made(box, sent)
    assert f"{sent['uuid']}/snapshot_0.jpg" in archive(box).namelist()
