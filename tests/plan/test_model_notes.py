"""What is said of the vote."""

from __future__ import annotations

import pytest

from converter.geometry.voting import Alignment, Refusal
from converter.plan.models.model_notes import alignment_notes

STILL = (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("result", "codes"),
    [
        (Alignment(1.0, STILL, 9, 9, "fits"), []),
        (Alignment(0.3048, STILL, 9, 9, "feet"), ["PLN043"]),
        (Alignment(1.0, (0.0, 0.0, 5.0), 9, 9, "moved"), ["PLN044"]),
        (Alignment(0.3048, (0.0, 1.0, 5.0), 9, 9, "both"), ["PLN043", "PLN044"]),
        (Alignment(0.3048, STILL, 0, 9, "forced", contradicted=True), ["PLN046"]),
        (Refusal(1, 9, "nothing"), ["PLN045"]),
        (Refusal(1, 9, "nothing", ("A.ifc", "B.ifc")), ["PLN045", "PLN047", "PLN047"]),
        (Alignment(1.0, STILL, 9, 9, "fits", ("A.ifc",)), ["PLN047"]),
    ],
)
def test_notes_of_a_vote(result: Alignment | Refusal, codes: list[str]) -> None:
    notes = list(alignment_notes(result, file="r.xml"))
    assert [each.code for each in notes] == codes
    assert all(each.location.file == "r.xml" for each in notes)
    assert all(each.message == result.explanation for each in notes if each.code != "PLN047")
