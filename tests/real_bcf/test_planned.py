"""What the plan makes of real topics: sections, and titles that are too long."""

from __future__ import annotations

import re
from pathlib import Path

from converter.geometry.section import is_cut_away
from converter.geometry.vectors import added
from converter.plan.limits import TITLE_CHARACTERS
from tests.plan.bcf_topics import plan_of
from tests.real_bcf.archives import ROWS, read
from tests.real_bcf.official import Case, cases

PAIR = re.compile(r"(\S+\.\d+) \((.{12,})\).* (\S+\.\d+) \(\2\)")
"""Two elements of one family: number and name of each."""


@cases("v2.0/Visualization/Clippingplane")
def test_a_section_that_stands_for_a_plane_does_not_cut_away_what_the_plane_shows(case: Case) -> None:
    """The axis of view meets the plane in the middle of the building; there must be something left to see."""
    planned = plan_of(read(case.path)).issues[0].viewpoint
    (plane,), camera = case.view.clipping_planes, case.view.camera
    assert planned is not None and camera is not None
    depth = (plane.location_m[2] - camera.position_m[2]) / camera.direction[2]
    assert depth > 0
    seen = added(camera.position_m, camera.direction, depth + 1e-3)
    assert not is_cut_away(plane, seen)
    section = planned.section
    assert section is None or all(a <= at <= b for a, at, b in zip(section.min_m, seen, section.max_m, strict=True))


def test_of_a_pair_with_one_family_name_both_numbers_stay_in_the_title(shared_data: Path) -> None:
    """The repeated name goes first: what tells the two apart stays."""
    checked = 0
    for row in ROWS:
        for issue in plan_of(read(row.path)).issues:
            whole = issue.sources[0].name
            match = PAIR.search(whole)
            if len(whole) > TITLE_CHARACTERS and match:
                assert match[1] in issue.title and match[3] in issue.title
                assert issue.description.startswith(whole)
                checked += 1
    assert checked
