"""Records for tests with Hypothesis: mostly as programs write them, and some as nobody would."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.parsers.ifc_index.models import guid


def mostly(plain: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The plain one nine times of ten."""
    return st.integers(0, 9).flatmap(lambda die: odd if die == 0 else plain)


BLANKS = mostly(st.just(""), st.sampled_from([" ", "\n", "\r\n\t"]))
CLASSES = mostly(
    st.sampled_from(["IFCWALL", "IFCSLAB", "IFCGRID", "IFCDISTRIBUTIONPORT", "IFCBUILDINGSTOREY", "IFCSPACE"]),
    st.sampled_from(
        [
            "IFCPROXY", "IFCWINDOWSTANDARDCASE", "IFCANNOTATION", "IFCRELAGGREGATES", "IFCPROJECT", "IFCSIUNIT", "IFCPRODUCTDEFINITIONSHAPE",
            "IFCWALLX", "IFCDIRECTION", "IFCPROPERTYSET", "IFCWALLTYPE", "IfcWall", "IFCWall",
        ]
    ),
)  # fmt: skip
GUIDS = mostly(
    st.integers(1, 9_999).map(lambda number: f"'{guid(number)}'"),
    st.one_of(
        st.sampled_from(
            [
                "'short'", "$", "''", "'0000000000000000000\\X\\E4'", "'000000000000000000\\S\\''", "5", "#7",
                "'0000000000000000000\\S\\',#5,$,$,$,#7,#8,$,'",
            ]
        ),
        st.binary(min_size=22, max_size=22).map(lambda raw: "'" + raw.decode("latin-1").replace("'", "x") + "'"),
    ),
)  # fmt: skip
TEXTS = mostly(
    st.sampled_from(["$", "'Wall'", "'B:5'", "'\\X2\\00E4\\X0\\'", "''", "'\xc3\xa4'", "'$'", "','"]),
    st.sampled_from(
        [
            "'it''s'", "'\\S\\''", "'a\\'", "'\xe4\xf6'", "'\x83\x41'", "IFCLABEL('x')", "*", ".T.", "5", "('a',$)",
            "'a\nb'", "'\x00'", "#7", "", "'\\S\\',$,'",
            "'\\S\\',$,$,#7,#8,$,'", "'\\S\\',$,#7,#8,$,'", "'\\S\\',#7,#8,$,'",
        ]
    ),
)  # fmt: skip
REFERENCES = mostly(
    st.sampled_from(["$", "#5", "#6"]), st.sampled_from(["#0012", "#", "(#1,#2)", "*", "#1234567890123456789", "'x'"])
)
NUMBERS = mostly(st.integers(1, 300).map(str), st.sampled_from(["007", "", "x", "1" * 18, "1" * 19, "9" * 30]))
COMMAS = mostly(st.just(","), st.sampled_from([", ", ",\r\n", " ,"]))
ENDS = mostly(st.just(");\n"), st.sampled_from([");", ") ;\n", "", ";"]))


@st.composite
def written(draw: st.DrawFn) -> str:
    """A record of a product, or of what looks like one."""
    values = [draw(GUIDS), draw(REFERENCES), draw(TEXTS), draw(TEXTS), draw(TEXTS), draw(REFERENCES), draw(REFERENCES)]
    values += [draw(TEXTS), draw(TEXTS), draw(TEXTS)]
    if draw(st.integers(0, 9)) == 0:
        values = values[: draw(st.integers(0, len(values)))]
    blanks = [draw(BLANKS) for _ in range(4)]
    head = f"#{draw(NUMBERS)}{blanks[0]}={blanks[1]}{draw(CLASSES)}{blanks[2]}({blanks[3]}"
    return head + draw(COMMAS).join(values) + draw(ENDS)


PIECES = st.sampled_from(
    [
        "#5=IFCPROPERTYSINGLEVALUE('#6=IFCWALL(#1,#2);',$,$,$);\n", "'", "'';", "#", "=", "\x00=", "#1 \x00=IFCWALL('a',",
        "#7=IFCWALL(", "IFCWALL", "= IFCWALL(''", ";\n", "#8=IfcWall('a',#1);", "#9=IFCWall('a',$);", "(", ")", " ",
        "'=IFCWALL($'", "\\S\\'", "#99999999999999999999999=IFCSLAB('b',#1);",
    ]
)  # fmt: skip
"""What may stand between records, and is none."""
