"""XML in odd alphabets, with entities, or not well-formed (cases x01-x10, x15)."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, Files, changed, of_case, topic
from tests.parsers.bcf.reading import (
    check_complete,
    check_healthy,
    check_texts,
    check_view,
    only_one,
    read,
    said,
    snapshot,
)

MARKUP, VIEWPOINT = f"{THIRD}/markup.bcf", f"{THIRD}/viewpoint.bcfv"
VERSIONS = ["2.1", "3.0"]
Encode = Callable[[str], bytes]


def declared(alphabet: str) -> Callable[[str], str]:
    return lambda text: text.replace("UTF-8", alphabet)


def written(files: Files, encode: Encode, *names: str) -> Files:
    return {name: encode(data.decode()) if name in names else data for name, data in files.items()}


def body(text: str) -> str:
    """The document without its declaration."""
    return text.partition("?>\n")[2]


PLAIN = [
    pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), id="x01-byte-order-mark"),
    pytest.param(lambda text: codecs.BOM_UTF8 + body(text).encode(), id="x01-byte-order-mark-no-declaration"),
    pytest.param(lambda text: body(text).encode(), id="x01-no-declaration"),
    pytest.param(lambda text: declared("utf-16")(text).encode("utf-16"), id="x02-utf-16"),
    pytest.param(
        lambda text: codecs.BOM_UTF16_BE + declared("utf-16")(text).encode("utf-16-be"), id="x02-utf-16-big-endian"
    ),
    pytest.param(lambda text: body(text).encode("utf-16"), id="x02-utf-16-no-declaration"),
    pytest.param(lambda text: text.encode("utf-16-le"), id="x02-utf-16-no-mark-declared-utf-8"),
    pytest.param(lambda text: text.encode("utf-16-be"), id="x02-utf-16-big-endian-no-mark"),
    pytest.param(lambda text: text.encode("utf-16"), id="x02-utf-16-declared-utf-8"),
    pytest.param(lambda text: text.encode("utf-32"), id="x02-utf-32-declared-utf-8"),
    pytest.param(lambda text: declared("windows-1252")(text).encode("cp1252"), id="x03-windows-1252"),
    pytest.param(lambda text: declared("ISO-8859-1")(text).encode("latin-1"), id="x03-latin-1"),
    pytest.param(lambda text: declared("utf8")(text).encode(), id="x04-utf8"),
    pytest.param(lambda text: declared("us-ascii")(text).encode(), id="x04-ascii"),
]
"""Some of these are as they should be; the others are repaired without a word, or with a note (BCF030)."""
REPAIRED = [
    pytest.param(lambda text: text.encode("cp1252"), id="x03-windows-1252-declared-utf-8"),
    pytest.param(lambda text: body(text).encode("cp1252"), id="x03-windows-1252-no-declaration"),
    pytest.param(lambda text: declared("X-ACME-7")(text).encode(), id="x04-no-alphabet"),
    pytest.param(lambda text: declared("X-ACME-7")(text).encode("cp1252"), id="x04-no-alphabet-windows-1252"),
    pytest.param(lambda text: f"\n{text}".encode(), id="x05-line-before-declaration"),
    pytest.param(lambda text: f"   \t\r\n{text}".encode(), id="x05-blanks-before-declaration"),
    pytest.param(lambda text: codecs.BOM_UTF8 + f"\n {text}".encode(), id="x05-blank-behind-byte-order-mark"),
    pytest.param(lambda text: codecs.BOM_UTF8 * 2 + text.encode(), id="x05-two-byte-order-marks"),
    pytest.param(lambda text: f"{text}\x00\x00\x00".encode(), id="x10-zeros-behind"),
    pytest.param(lambda text: text.replace("Übergang", "Ü\x01ber\x0bgang\x1f").encode(), id="x10-control-characters"),
]


@pytest.mark.parametrize("encode", PLAIN)
def test_an_alphabet_is_recognised(tmp_path: Path, encode: Encode) -> None:
    text = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", "Seen on level 2 (50 % of 3)"))
    found = only_one(tmp_path, written(text, encode, MARKUP, VIEWPOINT), "2.1")
    assert found.description == "Seen on level 2 (50 % of 3)"
    check_view(tmp_path, found.viewpoints[0], THIRD, "2.1")


@pytest.mark.parametrize("encode", REPAIRED)
def test_an_alphabet_that_is_not_what_it_says_is_repaired(tmp_path: Path, encode: Encode) -> None:
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", "Übergang – Maß 3 µm"))
    found = only_one(tmp_path, written(third, encode, MARKUP), "2.1", ("BCF030", MARKUP))
    assert (found.description, found.title) == ("Übergang – Maß 3 µm", archives.title(THIRD))
    check_view(tmp_path, found.viewpoints[0], THIRD, "2.1")


@pytest.mark.parametrize("encode", REPAIRED)
def test_the_alphabet_of_a_viewpoint_is_repaired(tmp_path: Path, encode: Encode) -> None:
    third = changed(topic(THIRD, "2.1"), "viewpoint.bcfv", ("<Lines>", "<!-- Übergang – Maß --><Lines>"))
    found = only_one(tmp_path, written(third, encode, VIEWPOINT), "2.1", ("BCF030", VIEWPOINT))
    check_complete(tmp_path, found, THIRD, "2.1")


@pytest.mark.parametrize("alphabet", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_x01_letters_of_every_script_arrive(tmp_path: Path, alphabet: str) -> None:
    """Cases x01 and x02."""
    words = "Пересечение 1 – 交差 𝄞 ñ"
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", words))
    found = only_one(tmp_path, written(third, lambda text: body(text).encode(alphabet), MARKUP), "2.1")
    assert found.description == words


NAMESPACES = [
    pytest.param(lambda text: text.replace("<Markup", '<Markup xmlns="urn:acme:bcf"'), id="x06-default"),
    pytest.param(
        lambda text: (
            text.replace("<", "<b:")
            .replace("<b:/", "</b:")
            .replace("<b:?xml", "<?xml")
            .replace("<b:Markup", '<b:Markup xmlns:b="urn:acme:bcf"')
            .replace("<b:VisualizationInfo", '<b:VisualizationInfo xmlns:b="urn:acme:bcf"')
        ),
        id="x06-prefix",
    ),
    pytest.param(
        lambda text: text.replace(
            "<Markup",
            '<Markup xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="markup.xsd"',
        ),
        id="x06-schema-location",
    ),
]


@pytest.mark.parametrize("version", archives.VERSIONS)
@pytest.mark.parametrize("change", NAMESPACES)
def test_namespaces_change_nothing(tmp_path: Path, change: Callable[[str], str], version: str) -> None:
    third = written(topic(THIRD, version), lambda text: change(text).encode(), MARKUP, VIEWPOINT)
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", of_case("x07", VERSIONS))
def test_an_external_entity_is_never_read(tmp_path: Path, version: str) -> None:
    """Case x07."""
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    dtd = f'<!DOCTYPE Markup [<!ENTITY other SYSTEM "{secret.as_uri()}">]><Markup>'
    swaps = (("<Markup>", dtd), ("Seen on level 2.", "Seen on level 2.&other;"))
    third = changed(topic(THIRD, version), "markup.bcf", *swaps)
    found = only_one(tmp_path, third, version, ("BCF032", MARKUP))
    check_complete(tmp_path, found, THIRD, version)
    assert "swordfish" not in repr(found)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE Markup SYSTEM "{}">',
        '<!DOCTYPE Markup PUBLIC "-//ACME//BCF" "{}">',
        '<!DOCTYPE Markup [<!ENTITY % other SYSTEM "{}"> %other;]>',
        '<!DOCTYPE Markup [<!ATTLIST Topic TopicStatus CDATA "Closed">]>',
    ],
    ids=["x07-system", "x07-public", "x07-parameter-entity", "x07-attribute"],
)
def test_a_dtd_is_not_loaded(tmp_path: Path, dtd: str, version: str) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY word "swordfish">')
    head = dtd.format(secret.as_uri())
    third = changed(topic(THIRD, version), "markup.bcf", ("<Markup>", f"{head}<Markup>"))
    found = only_one(tmp_path, third, version, ("BCF032", MARKUP))
    check_complete(tmp_path, found, THIRD, version)
    assert "swordfish" not in repr(found)


def laughs(levels: int) -> str:
    """Entities of which the last one stands for ten to the power of ``levels`` words."""
    inner = "".join(f'<!ENTITY a{each} "{f"&a{each - 1};" * 10}">' for each in range(1, levels + 1))
    return f'<!DOCTYPE Markup [<!ENTITY a0 "ha">{inner}]>'


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("levels", [3, 9, 30])
@pytest.mark.parametrize(
    ("old", "new"),
    [("Seen on level 2.", "&{};"), ('TopicStatus="Open"', 'TopicStatus="&{};"'), ("<Markup>", '<Markup Odd="&{};">')],
    ids=["x08-in-a-text", "x08-in-an-attribute", "x08-in-the-root"],
)
def test_entities_of_entities_cost_the_others_nothing(
    tmp_path: Path, old: str, new: str, levels: int, version: str
) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", (old, new.format(f"a{levels}")))
    third = changed(third, "markup.bcf", ("<Markup", f"{laughs(levels)}<Markup"))
    report = read(tmp_path, archives.archive(third, version))
    check_healthy(tmp_path, report, version)
    assert said(report) & {("BCF031", MARKUP), ("BCF032", MARKUP)}
    assert len(repr(report)) < 30_000


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Seen on level 2.", "Seen on level 2 & 3.", id="x09-ampersand"),
        pytest.param("Seen on level 2.", "http://example.org/?a=1&b=2", id="x09-address"),
        pytest.param("Seen on level 2.", "Seen&nbsp;there", id="x09-entity-of-html"),
        pytest.param("Seen on level 2.", "less than < 3", id="x09-less-than"),
        pytest.param("Seen on level 2.", "Seen &#1; there &#xFFFE;", id="x10-number-of-a-control-character"),
    ],
)
def test_what_is_not_well_formed_is_recovered(tmp_path: Path, old: str, new: str, version: str) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", (old, new))
    found = only_one(tmp_path, third, version, ("BCF031", MARKUP))
    assert found.title == archives.title(THIRD) and len(found.comments) == 1
    check_view(tmp_path, found.viewpoints[0], THIRD, version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("end", ["</Comment>", "</Author>", "<Priority>", "</Title>"], ids=lambda end: f"x15-{end}")
def test_of_a_cut_markup_what_stands_before_the_cut_arrives(tmp_path: Path, end: str, version: str) -> None:
    text = archives.markup(THIRD, version)
    third = {**topic(THIRD, version), MARKUP: text[: text.rindex(end) + len(end)].encode()}
    found = only_one(tmp_path, third, version, ("BCF031", MARKUP))
    assert (found.guid, found.title) == (THIRD, archives.title(THIRD))
    assert snapshot(tmp_path, found.viewpoints[0]) == archives.png(THIRD)
    if end == "</Comment>":
        check_texts(found, THIRD, version)


@pytest.mark.parametrize("version", of_case("x15", VERSIONS))
def test_of_a_cut_viewpoint_what_stands_before_the_cut_arrives(tmp_path: Path, version: str) -> None:
    """Case x15."""
    text = archives.visinfo(THIRD, version)
    third = {**topic(THIRD, version), VIEWPOINT: text[: text.index("<Lines>") + 30].encode()}
    (view,) = only_one(tmp_path, third, version, ("BCF031", VIEWPOINT), ("BCF066", VIEWPOINT)).viewpoints
    assert view.camera is not None and len(view.selection) == 2
    assert snapshot(tmp_path, view) == archives.png(THIRD)
