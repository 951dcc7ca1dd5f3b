"""Uploads v1.1: what storage takes, when, from whom; and what may be used."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import requests

from tests.sandbox.bodies import announce, elsewhere, errors_of, item, made, png, send, uploaded
from tests.sandbox.running import TIMEOUT_S, Box

DAY_S = 86_400


def attached(box: Box, upload: str) -> list[str]:
    """What sync has against an upload as an attachment."""
    return errors_of(box, item(attachment_upload_uuids=[upload]))["attachment_upload_uuids"]


def test_a_plain_upload_in_two_calls(box: Box) -> None:
    upload = announce(box)
    assert upload["url"].startswith(box.base_url) and "/rest/" not in upload["url"]
    answer = send(upload, png())
    assert answer.status_code == 204 and answer.headers["ETag"] == f'"{hashlib.md5(png()).hexdigest()}"'
    issue = made(box, item(attachment_upload_uuids=[upload["uuid"]]))[0]
    file = issue["attachments"][0]
    assert file["name"] == "view.png" and file["content_type"] == "image/png"
    assert requests.get(file["url"], timeout=TIMEOUT_S).content == png()
    assert requests.get(file["url"].partition("?")[0], timeout=TIMEOUT_S).status_code == 403


def test_no_two_sets_of_fields_are_the_same(box: Box) -> None:
    assert set(announce(box)["fields"]) != set(announce(box)["fields"])


def test_storage_refuses_a_token(box: Box) -> None:
    answer = send(announce(box), png(), headers={"Authorization": f"Bearer {box.token}"})
    assert answer.status_code == 400 and "Only one auth mechanism allowed" in answer.text


@pytest.mark.parametrize("change", ["left out", "changed", "added"])
def test_storage_wants_every_field_unchanged(box: Box, change: str) -> None:
    upload = announce(box)
    name = next(each for each in upload["fields"] if each.startswith("x-amz-meta"))
    if change == "left out":
        del upload["fields"][name]
    else:
        upload["fields"][name if change == "changed" else "more"] = "other"
    assert send(upload, png()).status_code == 403


def test_storage_wants_the_file_last(box: Box) -> None:
    upload = announce(box)
    parts: list[Any] = [("file", ("view.png", png())), *((k, (None, v)) for k, v in upload["fields"].items())]
    assert requests.post(upload["url"], files=parts, timeout=TIMEOUT_S).status_code == 400


def test_fields_that_nobody_was_given(box: Box) -> None:
    assert (
        send({"url": f"{box.base_url}/storage/bucket", "fields": {"key": "companies/1/none"}}, png()).status_code == 403
    )


def test_a_size_that_was_announced_counts(box: Box) -> None:
    assert send(announce(box, size=len(png())), png()).status_code == 204
    assert send(announce(box, size=3), png()).status_code == 400


def test_a_name_is_required(box: Box) -> None:
    answer = box.call("POST", f"/rest/v1.1/projects/{box.project_id}/uploads", json={})
    assert answer.status_code == 400 and answer.json()["errors"] == {"response_filename": ["is missing"]}
    assert box.call("POST", f"/rest/v1.0/projects/{box.project_id}/uploads", json={}).status_code == 201


def test_an_upload_may_be_announced_by_form(box: Box) -> None:
    path = f"/rest/v1.1/projects/{box.project_id}/uploads"
    answer = box.call("POST", path, files={"response_filename": (None, "view.png")})
    assert answer.status_code == 201 and send(answer.json(), png()).status_code == 204


def test_it_is_sent_within_an_hour(box: Box) -> None:
    early, late = announce(box), announce(box)
    box.advance(3599)
    assert send(early, png()).status_code == 204
    box.advance(2)
    answer = send(late, png())
    assert answer.status_code == 403 and "expired" in answer.text.lower()


def test_it_is_used_within_a_week(box: Box) -> None:
    upload = uploaded(box)
    box.advance(7 * DAY_S - 60)
    box.sign_in()
    made(box, item(attachment_upload_uuids=[upload]))
    box.advance(120)
    assert attached(box, upload) == [f"{upload}: the upload has expired"]


def test_what_never_arrived_cannot_be_used(box: Box) -> None:
    upload = announce(box)["uuid"]
    assert attached(box, upload) == [f"{upload}: the file has not been uploaded"]
    assert attached(box, "01INVENTED") == ["01INVENTED: upload not found"]


def test_only_its_owner_uses_it(box: Box) -> None:
    upload = uploaded(box)
    box.token = box.person("admin@example.com")
    assert attached(box, upload) == [f"{upload}: upload not found"]
    assert box.get(f"/rest/v1.1/projects/{box.project_id}/uploads/{upload}").status_code == 404


def test_an_upload_of_another_project_cannot_be_used(box: Box) -> None:
    body = {"response_filename": "view.png"}
    upload = box.call("POST", f"/rest/v1.1/projects/{elsewhere(box)}/uploads", json=body).json()
    assert send(upload, png()).status_code == 204
    assert attached(box, upload["uuid"]) == [f"{upload['uuid']}: upload not found"]


PARTS = (b"a" * 5_242_880, b"the rest")


def segments(*parts: bytes) -> list[dict[str, Any]]:
    return [
        {"size": len(part), "sha256": hashlib.sha256(part).hexdigest(), "md5": hashlib.md5(part).hexdigest()}
        for part in parts
    ]


def put(segment: dict[str, Any], content: bytes, **more: str) -> requests.Response:
    headers = {**segment["headers"], "Content-Type": "application/octet-stream", **more}
    return requests.put(segment["url"], data=content, headers=headers, timeout=TIMEOUT_S)


def test_a_segmented_upload(box: Box) -> None:
    upload = announce(box, segments=segments(*PARTS))
    assert upload["status"] == "ready" and "url" not in upload
    etags = [put(each, part).headers["ETag"] for each, part in zip(upload["segments"], PARTS, strict=True)]
    path = f"/rest/v1.1/projects/{box.project_id}/uploads/{upload['uuid']}"
    for wrong in (etags[::-1], etags[:1], ["", ""]):
        assert box.call("PATCH", path, json={"segments": [{"etag": each} for each in wrong]}).status_code == 422
    done = box.call("PATCH", path, json={"segments": [{"etag": each} for each in etags]})
    assert done.status_code == 200 and done.json()["status"] == "complete"
    issue = made(box, item(attachment_upload_uuids=[upload["uuid"]]))[0]
    assert requests.get(issue["attachments"][0]["url"], timeout=TIMEOUT_S).content == b"".join(PARTS)


def test_a_segment_is_the_one_announced(box: Box) -> None:
    segment = announce(box, segments=segments(b"right"))["segments"][0]
    assert put(segment, b"wrong").status_code == 400
    assert put(segment, b"right", **{"x-amz-content-sha256": "0" * 64}).status_code == 403
    assert put(segment, b"right", **{"Content-Type": "image/png"}).status_code == 403
    assert put(segment, b"right", Authorization=f"Bearer {box.token}").status_code == 400
    assert put(segment, b"right").status_code == 200
    box.advance(3601)
    assert put(segment, b"right").status_code == 403


def test_segments_have_sizes_and_hashes(box: Box) -> None:
    path = f"/rest/v1.1/projects/{box.project_id}/uploads"
    small = segments(b"too small to be first", b"last")
    for wrong in (small, [], [{"size": 5}], [{"sha256": "0" * 64}], "no list"):
        body = {"response_filename": "view.png", "segments": wrong}
        assert box.call("POST", path, json=body).status_code == 400


def test_completing_after_a_week_is_too_late(box: Box) -> None:
    upload = announce(box, segments=segments(b"part"))
    etag = put(upload["segments"][0], b"part").headers["ETag"]
    box.advance(7 * DAY_S + 1)
    box.sign_in()
    path = f"/rest/v1.1/projects/{box.project_id}/uploads/{upload['uuid']}"
    assert box.call("PATCH", path, json={"segments": [{"etag": etag}]}).status_code == 410
