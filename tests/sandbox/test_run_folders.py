"""What a run folder holds is what the sandbox takes, once the places are filled: two readings of one documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.cli.main import main
from tests.conftest import SAMPLES
from tests.sandbox.bodies import ISSUES, bim_file, sync, uploaded
from tests.sandbox.running import Box

REPORTS = {
    "navisworks": [SAMPLES / "week-1" / "Building (everything).xml", SAMPLES / "viewpoints"],
    "bcf": [SAMPLES / "bcf"],
}


class Filler:
    """Fills the places of a body by asking the sandbox: each picture, file, person, trade and place once."""

    def __init__(self, box: Box, folder: Path) -> None:
        self.box, self.folder, self.known = box, folder, dict[str, Any]()

    def fill(self, body: dict[str, Any], places: list[dict[str, Any]]) -> dict[str, Any]:
        for place in places:
            *steps, last = place["pointer"].strip("/").split("/")
            target: Any = body
            for step in steps:
                target = target[int(step)] if isinstance(target, list) else target[step]
            target[int(last) if isinstance(target, list) else last] = self.value(place)
        return {**body, "project_id": self.box.project_id}

    def value(self, place: dict[str, Any]) -> Any:
        key = json.dumps({name: each for name, each in place.items() if name != "pointer"})
        if key not in self.known:
            self.known[key] = self.made(place)
        return self.known[key]

    def made(self, place: dict[str, Any]) -> Any:
        box = self.box
        if place["kind"] == "upload":
            return uploaded(box, (self.folder / place["file"]).read_bytes())
        if place["kind"] == "bim_file":
            return bim_file(box, place["name"])
        if place["kind"] == "trade":
            trades = box.get(f"/rest/v1.0/companies/{box.company_id}/trades").json()
            return next(each["id"] for each in trades if each["name"] == place["name"])
        if place["kind"] == "user":  # whoever is meant: the people of the samples do not work here
            return box.get(f"{ISSUES}/assignees", project_id=box.project_id).json()[0]["id"]
        path = f"/rest/v1.0/projects/{box.project_id}/locations/find_or_create_by_path"
        return box.call("POST", path, json={"location": {"path": place["path"]}}).json()["id"]


@pytest.mark.parametrize("name", REPORTS)
def test_a_run_folder_is_taken_whole(box: Box, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    assert main(["convert", *map(str, REPORTS[name]), "-o", str(folder), "--project-id", "12345"]) == 0
    places = json.loads((folder / "placeholders.json").read_text(encoding="utf-8"))["files"]
    filler, sent = Filler(box, folder), 0
    for path in sorted((folder / "batches").glob("*.json")):
        body = filler.fill(json.loads(path.read_text(encoding="utf-8")), places.get(f"batches/{path.name}", []))
        answer = sync(box, *body["updates"])
        assert answer["errors"] == []
        sent += len(body["updates"])
    assert sent == len(box.issues()) > 5
    for issue in listed(box):
        assert all(view["camera_data"] for view in issue["viewpoints"]), "a viewpoint that would come back empty"


def listed(box: Box) -> list[dict[str, Any]]:
    ask = {"project_id": box.project_id, "view": "extended", "viewpoint_format": "procore", "per_page": 2000}
    return list(box.get(ISSUES, **ask).json())
