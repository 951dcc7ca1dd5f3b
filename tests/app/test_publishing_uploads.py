"""Large files go up in segments, and the storage gets no token; attachments arrive."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import pytest

from converter.errors import RejectedError, TargetError
from converter.publisher.procore import uploads
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.hosts import hosts_of
from converter.publisher.procore.oauth import Credentials
from tests.app.publishing import QuickClock
from tests.sandbox.bodies import ISSUES, full_item, png, sync
from tests.sandbox.running import TIMEOUT_S, Box

MEBIBYTE = 1024 * 1024


@pytest.fixture
def box(server: Box) -> Box:
    server.reset()
    return server


@pytest.fixture
def connection(box: Box) -> Iterator[Connection]:
    hosts = hosts_of(box.base_url, box.login_url)
    made = Connection(hosts, Credentials(box.client_id, box.client_secret), box.company_id, QuickClock(), "tests")
    yield made
    made.close()


def picture(size: int) -> bytes:
    """A picture of so many bytes: what follows the end of a PNG is nobody's business."""
    small = png()
    return small + (b"0123456789\n" * (size // 11 + 1))[: size - len(small)]


def asked(box: Box) -> Counter[str]:
    kinds = {"/storage/bucket": "plain", "/storage/segments": "segment"}
    found = [next((kind for path, kind in kinds.items() if path in each["path"]), "") for each in box.requests()]
    api = [each["method"] for each in box.requests() if "/uploads" in each["path"]]
    return Counter([kind for kind in found if kind]) + Counter(api)


@pytest.mark.parametrize(
    ("size", "requests"),
    [
        (5 * MEBIBYTE, {"POST": 1, "plain": 1}),
        (5 * MEBIBYTE + 1, {"POST": 1, "segment": 1, "PATCH": 1}),
        (16 * MEBIBYTE, {"POST": 1, "segment": 1, "PATCH": 1}),
        (33 * MEBIBYTE, {"POST": 1, "segment": 3, "PATCH": 1}),
    ],
)
def test_what_arrives_is_what_was_sent(box: Box, connection: Connection, size: int, requests: dict[str, int]) -> None:
    content = picture(size)
    stored = uploads.upload(connection, box.project_id, "large.png", content, "image/png")
    assert asked(box) == requests, "and no request was repeated: the storage refuses those with a token"
    item = full_item(box)
    item["viewpoints"][0]["snapshot_upload_uuid"] = stored.uuid
    (issue,) = sync(box, item)["entities"]
    shown = box.session.get(issue["viewpoints"][0]["snapshot"]["url"], timeout=TIMEOUT_S).content
    assert hashlib.sha256(shown).digest() == hashlib.sha256(content).digest()


@pytest.mark.parametrize(
    "fault", [f"{kind},path={path}" for kind in ("drop-before", "drop-after", "503-after") for path in (
        "/storage/segments", "/uploads/", "/uploads")])  # fmt: skip
def test_every_step_may_be_repeated(box: Box, connection: Connection, fault: str) -> None:
    box.fault(fault)
    content = picture(6 * MEBIBYTE)
    stored = uploads.upload(connection, box.project_id, "large.png", content, "image/png")
    item = full_item(box)
    item["viewpoints"][0]["snapshot_upload_uuid"] = stored.uuid
    assert sync(box, item)["errors"] == []


def test_a_segment_that_comes_too_late_is_refused_in_words(
    box: Box, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Connection.store_segment

    def late(self: Connection, address: str, headers: dict[str, str], content: bytes) -> str:
        box.advance(4_000)
        return real(self, address, headers, content)

    monkeypatch.setattr(Connection, "store_segment", late)
    with pytest.raises(RejectedError, match="the storage refused a part of a file: 403"):
        uploads.upload(connection, box.project_id, "large.png", picture(6 * MEBIBYTE), "image/png")


def test_an_answer_that_does_not_fit_is_an_error_in_words(
    box: Box, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_begun", lambda *_: {"uuid": "u", "segments": []})
    with pytest.raises(TargetError, match="other segments"):
        uploads.upload(connection, box.project_id, "large.png", picture(6 * MEBIBYTE), "image/png")
    assert box.get(ISSUES, project_id=box.project_id).json() == []
