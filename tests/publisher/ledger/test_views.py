"""Viewpoints beside the one that sync makes, on both engines."""

from __future__ import annotations

import pytest

from converter.publisher.ledger import IllegalTransitionError, Ledger, ViewIntent, ViewState
from tests.publisher.ledger.driving import OTHER, TARGET, Clock, writing

NEXT = {
    None: {ViewState.SENDING, ViewState.ASSOCIATED},
    ViewState.SENDING: set(ViewState),
    ViewState.MADE: {ViewState.ASSOCIATED},
    ViewState.REJECTED: {ViewState.SENDING, ViewState.ASSOCIATED},
    ViewState.ASSOCIATED: {ViewState.ASSOCIATED},
}


def test_a_viewpoint_goes_its_way(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        views = project.views
        views.begin([ViewIntent("v", "i"), ViewIntent("w", "i"), ViewIntent("x", "j")])
        views.made({"v": 7})
        views.rejected({"w": {"errors": "no picture", "fields": ["upload_uuid"]}})
        known = views.of_issues(["i"])
        assert set(known) == {"v", "w"}, "x is of another issue"
        assert (known["v"].state, known["v"].procore_id, known["v"].errors) == (ViewState.MADE, 7, None)
        assert known["w"].state is ViewState.REJECTED and known["w"].errors == {
            "errors": "no picture",
            "fields": ["upload_uuid"],
        }
        views.associated({"v": "i", "found": "j"})
        views.begin([ViewIntent("w", "i", 1)])
    with Ledger.open(url, clock) as ledger:
        known = ledger.project(TARGET).views.of_issues(["i", "j"])
        assert ledger.project(OTHER).views.of_issues(["i", "j"]) == {}
    assert {uuid: entry.state for uuid, entry in known.items()} == {
        "v": ViewState.ASSOCIATED,
        "w": ViewState.SENDING,
        "x": ViewState.SENDING,
        "found": ViewState.ASSOCIATED,
    }
    assert (known["w"].spelling, known["w"].errors, known["v"].procore_id) == (1, None, 7)


@pytest.mark.parametrize("before", NEXT)
@pytest.mark.parametrize("after", list(ViewState))
def test_every_other_step_is_refused_and_writes_nothing(
    url: str, clock: Clock, before: ViewState | None, after: ViewState
) -> None:
    with writing(url, clock) as project:
        steps = {
            ViewState.SENDING: lambda: project.views.begin([ViewIntent("v", "i")]),
            ViewState.MADE: lambda: project.views.made({"v": 7}),
            ViewState.REJECTED: lambda: project.views.rejected({"v": {}}),
            ViewState.ASSOCIATED: lambda: project.views.associated({"v": "i"}),
        }
        if before in (ViewState.MADE, ViewState.REJECTED):
            steps[ViewState.SENDING]()
        if before is not None:
            steps[before]()
        if after in NEXT[before]:
            steps[after]()
            assert project.views.of_issues(["i"])["v"].state is after
        else:
            with pytest.raises(IllegalTransitionError, match="Viewpoint v is"):
                steps[after]()
            assert {entry.state for entry in project.views.of_issues(["i"]).values()} == ({before} - {None})


def test_nothing_is_written_without_the_lock(url: str, clock: Clock) -> None:
    with Ledger.open(url, clock) as ledger, pytest.raises(IllegalTransitionError, match="needs its lock"):
        ledger.project(TARGET).views.associated({"v": "i"})
