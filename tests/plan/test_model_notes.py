"""What is said of the vote."""

from __future__ import annotations

import pytest

from converter.geometry.voting import Alignment, Refusal
from converter.model.diagnostics import Severity
from converter.plan.elements import Element, IdKind
from converter.plan.models.matches import Ambiguous, Outcome, Rung, Unmatched
from converter.plan.models.model_notes import alignment_notes, match_notes

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


def test_a_model_that_was_forgotten_is_named() -> None:
    """All of one file unmatched, of the other something found: a warning; what is left is PLN040 as before."""
    there = [Element(IdKind.ELEMENT_ID, str(number), source_file="C:\\x\\Structure.nwc") for number in range(3)]
    gone = [Element(IdKind.ELEMENT_ID, str(number), source_file="C:\\x\\Services.nwc") for number in range(42)]
    outcomes: list[tuple[Element, Outcome]] = [(each, Unmatched("no model of it")) for each in (*gone, there[0])]
    assert [each.code for each in match_notes(outcomes, file="r.xml")] == ["PLN040"]  # nothing was found: another cause
    outcomes += [(each, Ambiguous((), Rung.GLOBAL_ID)) for each in there[1:]]
    forgotten, rest, _ = match_notes(outcomes, file="r.xml")
    assert (forgotten.code, forgotten.severity, forgotten.count) == ("PLN051", Severity.WARNING, 42)
    assert forgotten.message == "42 objects of Services.nwc are in none of the models given; give that model with --ifc"
    assert (rest.code, rest.count) == ("PLN040", 1)
