"""JUnit XML: a suite for each clash test, a case for each issue, and a suite for the limits of the gate.

The form is that of Jenkins' and Ant's reports, which GitLab, Azure, Jenkins and the actions for GitHub read. What
breaks a limit is a failure, what was not tested again is skipped, everything else passes and carries its state
as a property. A file that could not be used is an error, in a suite of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from converter.plan.gate.judging import JudgedIssue, JudgedLimit, Outcome, UnusedInput, Verdict
from converter.report.bcf.elements import clean
from converter.report.ci_texts import details_of, fingerprint, path_of, place_of, sentence_of, test_of, words_of

_LIMITS, _INPUT = "gate", "input"


def junit_of(verdict: Verdict) -> str:
    """The whole document, without a time: the same verdict gives the same text."""
    suites = [*_inputs_suite(verdict.unused), _limits_suite(verdict.limits), *_suites(verdict.issues)]
    tests = [sum(counts) for counts in zip(*(counts for counts, _ in suites), strict=True)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {_head('converter check', tests)}>"]
    for _, text in suites:
        lines += text
    return "\n".join([*lines, "</testsuites>", ""])


_Suite = tuple[list[int], list[str]]
"""Numbers of cases, failures, errors and skipped ones; lines."""


def _inputs_suite(unused: Sequence[UnusedInput]) -> Iterator[_Suite]:
    if not unused:
        return
    counts = [len(unused), 0, len(unused), 0]
    lines = [f"  <testsuite {_head(_INPUT, counts)}>"]
    for each in unused:
        file = path_of(each.file)
        named = f"name={_quoted(f'input: {file}')} file={_quoted(file)}"
        lines += [
            f'    <testcase classname={_quoted(_INPUT)} {named} time="0">',
            f'      <error message={_quoted(each.why)} type="input"/>',
            "    </testcase>",
        ]
    yield counts, [*lines, "  </testsuite>"]


def _suites(issues: Sequence[JudgedIssue]) -> Iterator[_Suite]:
    ordered = sorted(issues, key=lambda each: test_of(each.issue))  # stable: the verdict's order inside a test
    for test, found in groupby(ordered, key=lambda each: test_of(each.issue)):
        cases = list(found)
        failed = sum(each.outcome is Outcome.FAILED for each in cases)
        skipped = sum(each.outcome is Outcome.UNRETESTED for each in cases)
        counts = [len(cases), failed, 0, skipped]
        lines = [line for each in cases for line in _case(test, each)]
        yield counts, [f"  <testsuite {_head(test, counts)}>", *lines, "  </testsuite>"]


def _limits_suite(limits: Sequence[JudgedLimit]) -> _Suite:
    counts = [len(limits), sum(not each.holds for each in limits), 0, 0]
    lines = [f"  <testsuite {_head(_LIMITS, counts)}>"]
    for each in limits:
        start = f'    <testcase classname={_quoted(_LIMITS)} name={_quoted(each.limit.name)} time="0"'
        inside = [] if each.holds else [f'      <failure message={_quoted(str(each))} type="limit"/>']
        inside += [f"      <system-out>{_text(each.note)}</system-out>"] if each.note else []
        lines += [f"{start}>", *inside, "    </testcase>"] if inside else [f"{start}/>"]
    return counts, [*lines, "  </testsuite>"]


def _head(name: str, counts: Sequence[int]) -> str:
    tests, failures, errors, skipped = counts
    return f'name={_quoted(name)} tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}" time="0"'


def _case(test: str, judged: JudgedIssue) -> Iterator[str]:
    issue = judged.issue
    file, line = place_of(issue)
    attributes = [("classname", test), ("name", issue.title), *((("file", file),) if file else ())]
    if line is not None:
        attributes.append(("line", str(line)))
    yield f'    <testcase {" ".join(f"{name}={_quoted(value)}" for name, value in attributes)} time="0">'
    yield "      <properties>"
    for name, value in _properties(judged):
        yield f"        <property name={_quoted(name)} value={_quoted(value)}/>"
    yield "      </properties>"
    if judged.outcome is Outcome.FAILED:
        head = f"<failure message={_quoted(judged.why or words_of(judged))} type={_quoted(issue.state)}>"
        yield f"      {head}{_text(_body(judged))}</failure>"
    elif judged.outcome is Outcome.UNRETESTED:
        yield f"      <skipped message={_quoted(judged.why)}/>"
    yield "    </testcase>"


def _properties(judged: JudgedIssue) -> Iterator[tuple[str, str]]:
    issue = judged.issue
    yield "state", issue.state
    yield "outcome", judged.outcome
    yield "fingerprint", fingerprint(issue)
    for name in ("severity", "trade", "discipline", "level", "uuid"):
        if value := getattr(issue, name):
            yield name, value
    yield "clashes", str(issue.clashes)
    if issue.new_clashes and not issue.is_new:
        yield "new_clashes", str(issue.new_clashes)
    if judged.outcome is not Outcome.UNRETESTED and judged.why:
        yield "reason", judged.why


_GUIDS = 20


def _body(judged: JudgedIssue) -> str:
    """What somebody needs to find the clash: the sentence, then guids of the report."""
    issue = judged.issue
    guids = [each.guid for each in issue.occurrences if each.guid]
    lines = [sentence_of(judged), *(f"clash {guid}" for guid in guids[:_GUIDS])]
    if rest := len(guids) - _GUIDS:
        lines += [f"and {rest:,} more"] if rest > 0 else []
    return "\n".join(lines) if details_of(issue) or guids else lines[0]


def _quoted(text: str) -> str:
    """An attribute's value with its quotes; line breaks and tabs survive as references."""
    return quoteattr(clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(text: str) -> str:
    return escape(clean(text), {"\r": "&#13;"})
