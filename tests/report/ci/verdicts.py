"""Verdicts for tests of the outputs for CI."""

from __future__ import annotations

from datetime import date

from converter.plan.gate.checked_issue import CheckedIssue, Occurrence
from converter.plan.gate.gate_rules import GateRules, Grace
from converter.plan.gate.judging import Baseline, Verdict, judged
from converter.plan.issues import ClashState

TODAY = date(2026, 3, 9)


def issue(number: int, state: ClashState = ClashState.NEW, **fields: object) -> CheckedIssue:
    """The n-th issue: new ones have nothing but new clashes."""
    usual: dict[str, object] = {
        "key": f"pair|structure vs ducts|{number}|{number}",
        "state": state,
        "title": f"Beam {number} × Duct {number} · B-2, Level 2",
        "test": "Structure vs Ducts",
        "reason": "not in the baseline" if state is ClashState.NEW else f"{state} in words",
        "uuid": f"{number:08x}-0000-5000-8000-000000000000",
        "severity": "high",
        "level": "Level 2",
        "discipline": "Structure × Ventilation",
        "clashes": 1,
        "new_clashes": 1 if state in (ClashState.NEW, ClashState.REGRESSED) else 0,
        "occurrences": (Occurrence("reports/Tower week 2.xml", f"guid-{number}", 10 + number),),
    }
    return CheckedIssue(**{**usual, **fields})  # type: ignore[arg-type]


EVIL = "a<b>&\"'\x00\x1b]]>|`*[x](y)`##vso[task.setvariable variable=x]y;::error::z, %0A:\n::warning::second line\r\t😀"
"""What every format has an escape for."""

SOME = [
    issue(1),
    issue(2, ClashState.PERSISTENT, clashes=12, new_clashes=2),
    issue(3, ClashState.UNRETESTED, reason="its test is old", test="Walls vs Pipes"),
    issue(4, ClashState.RESOLVED, reason="tested again and gone"),
    issue(5, ClashState.REGRESSED, severity=None, level=None, test="Walls vs Pipes"),
    issue(6, test="", key="topic|6", title="Door opens into the duct", clashes=1, occurrences=(Occurrence("a.bcf"),)),
    issue(7, title=EVIL, key=EVIL, test=EVIL, reason=EVIL, occurrences=(Occurrence("C:\\x y\\a,b;c].xml", EVIL, 7),)),
    issue(8, title="Wall 8 × Pipe 8", severity="low"),
]
RULES = GateRules(grace=(Grace(date(2026, 3, 31), "agreed in the meeting", "B. Lead", {"title": "Wall 8*"}),))


BASELINE = Baseline(2, 13)


def verdict(*issues: CheckedIssue, rules: GateRules = RULES, baseline: Baseline | None = BASELINE) -> Verdict:
    """A verdict on the issues, or on some of every kind."""
    return judged(issues or SOME, rules, TODAY, baseline)
