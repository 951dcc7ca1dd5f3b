"""Words that name insulation of pipes and ducts, by language.

``*`` is any text, as German and Nordic words are put together. Words that mean something else as well stay out: the
English "isolation" is a valve.
"""

from __future__ import annotations

from typing import Final

INSULATION: Final = {
    "en": ("*insulation*", "*lagging*"),
    "de": ("*dämmung*", "*daemmung*", "*rohrisolierung*", "*kanalisolierung*", "*wärmeisolierung*", "isolierung*"),
    "fr": (
        "*calorifuge*", "*isolation thermique*", "*isolation de gaine*", "*isolation de canalisation*", "*isolant*",
    ),
    "es": ("*aislamiento*", "*aislante*"),
    "it": ("*isolamento*", "*isolante*", "*coibentazione*"),
    "nl": ("*isolatie*",),
    "pt": ("*isolamento*", "*isolante*"),
    "pl": ("*izolacja*", "*otulina*"),
    "ru": ("*изоляция*", "*изоляции*", "*теплоизол*"),
    "zh": ("*保温*", "*绝热*", "*隔热*"),
    "ja": ("*保温*", "*断熱*"),
    "ko": ("*단열*", "*보온*"),
    "cs": ("*izolace*",),
    "sv": ("*isolering*",),
    "da": ("*isolering*",),
    "no": ("*isolasjon*",),
    "fi": ("*eristys*", "*eriste*"),
}  # fmt: skip

PATTERNS: Final = tuple(dict.fromkeys(pattern for patterns in INSULATION.values() for pattern in patterns))

NOT_OF: Final = (
    "IfcWall*",
    "IfcSlab*",
    "IfcRoof*",
    "IfcCurtainWall*",
    "IfcPlate*",
    "IfcBuildingElementPart*",
    "IfcValve*",
)
"""Classes whose names speak of insulation as one of their layers: a wall with insulation is a wall."""
