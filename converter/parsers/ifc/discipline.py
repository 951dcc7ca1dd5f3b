"""The discipline an element belongs to: a guess, and from what it was guessed.

In this order: the designator of its layer (US National CAD Standard, AIA CAD Layer Guidelines: ``A-WALL``), a class
that only one discipline makes, the name of the file, the program, at last what a class mostly is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple


class Guess(NamedTuple):
    """A discipline and what says so; both empty where nothing does."""

    discipline: str | None
    source: str


_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DESIGNATOR = re.compile(r"([A-Z])-[A-Z0-9]{2}")
_DESIGNATORS: Final = {
    "A": "Architecture", "B": "Geotechnics", "C": "Civil", "D": "Process", "E": "Electrical", "F": "Fire protection",
    "H": "Hazardous materials", "I": "Interiors", "L": "Landscape", "M": "Mechanical", "P": "Plumbing",
    "Q": "Equipment", "S": "Structure", "T": "Telecommunications", "V": "Survey", "W": "Distributed energy",
}  # fmt: skip
_SERVICES: Final = "MEP"

_CERTAIN: Final = {
    "Fire protection": "FireSuppression* Alarm",
    "Plumbing": "Pipe* SanitaryTerminal WasteTerminal StackTerminal Interceptor Pump Valve Tank",
    "Telecommunications": "CommunicationsAppliance AudioVisualAppliance MobileTelecommunicationsAppliance Signal",
    "Electrical": """
        Cable* Electric* LightFixture Lamp Outlet JunctionBox SwitchingDevice ProtectiveDevice* Transformer
        MotorConnection SolarDevice
    """,
    "Mechanical": """
        Duct* Air* Fan Damper Chiller Boiler Burner Coil CoolingTower CooledBeam Compressor Condenser Evaporat*
        Humidifier HeatExchanger SpaceHeater UnitaryEquipment UnitaryControlElement TubeBundle Engine Filter
    """,
    _SERVICES: "Flow* Distribution* EnergyConversionDevice Actuator Controller Sensor",
    "Structure": """
        Beam* Column* Footing Pile DeepFoundation CaissonFoundation Reinforc* Tendon* Bearing Structural*
    """,
    "Civil": """
        Alignment* Bridge* Road* Rail Railway* TrackElement Pavement Kerb Earthworks* Course Civil* Marine*
        MooringDevice NavigationElement Geo* Referent
    """,
}
"""Classes one discipline makes, by name or its beginning (``*``); those of several trades come after those of one."""

_MOSTLY: Final = {
    "Structure": "Plate* Member* MechanicalFastener Fastener DiscreteAccessory",
    "Architecture": """
        Wall* Door* Window* Roof Slab* Stair* Ramp* Railing Covering CurtainWall Furni* SystemFurnitureElement
        ShadingDevice Chimney Transport*
    """,
}

_WORDS: Final = (
    ("Architecture", "architecture architectural architect architektur architectuur arc arch ark"),
    ("Structure", "structure structural struct struc str stc tragwerk statik rohbau steel concrete precast"),
    ("Structure", "constructie constructief staalconstructie"),
    ("Electrical", "electrical electric elec ele elektro elektra lighting"),
    ("Mechanical", "mechanical mech hvac heating ventilation lüftung heizung duct ducts klima"),
    ("Plumbing", "plumbing plumb sanitary sanitär sanitair piping drainage plb"),
    ("Fire protection", "fire sprinkler sprinklers fp"),
    ("Landscape", "landscape landscaping"),
    ("Civil", "civil infra bridge road rail"),
    (_SERVICES, "mep tga services installations"),
)
_OF_WORD: Final = {word: name for name, words in _WORDS for word in words.split()}
_PROGRAMS: Final = (
    ("Structure", "tekla|sds/2|advance steel|cypecad|robot structural|scia|allplan engineering|strucad|bocad"),
    ("Civil", "civil 3d|openroads|openrail|novapoint|ferrovia"),
    ("MEP", "magicad|revit mep|ddscad|dds-cad|plancal|trimble nova"),
    ("Architecture", "archicad|revit architecture"),
)


def of_layer(layer: str) -> str | None:
    """The discipline a layer's name begins with."""
    found = _DESIGNATOR.match(layer)
    return None if found is None else _DESIGNATORS.get(found[1])


@cache
def of_class(ifc_class: str, *, certain: bool) -> str | None:
    """The discipline that makes a class: always (``certain``), or mostly."""
    name = ifc_class.removeprefix("Ifc")
    for discipline, words in (_CERTAIN if certain else _MOSTLY).items():
        if any(name == word or (word[-1] == "*" and name.startswith(word[:-1])) for word in words.split()):
            return discipline
    return None


@cache
def of_file(name: str) -> str | None:
    """The discipline a file's name names, the last word first: ``Tower_MEP_Electrical.ifc``."""
    words = _WORD.findall(_HUMP.sub(" ", name.replace("\\", "/").rpartition("/")[2]))
    return next((_OF_WORD[word.lower()] for word in reversed(words) if word.lower() in _OF_WORD), None)


@cache
def of_program(producer: str) -> str | None:
    """The discipline a program is made for."""
    lower = producer.lower()
    return next((name for name, words in _PROGRAMS if any(word in lower for word in words.split("|"))), None)


def guess(layer: str | None, ifc_class: str, file: str, producer: str) -> Guess:
    """The best guess for an element."""
    if layer and (found := of_layer(layer)):
        return Guess(found, f"layer {layer}")
    if found := of_class(ifc_class, certain=True):
        return Guess(found, f"class {ifc_class}")
    if found := of_file(file):
        return Guess(found, "file name")
    if found := of_program(producer):
        return Guess(found, f"program {producer}")
    if found := of_class(ifc_class, certain=False):
        return Guess(found, f"class {ifc_class}")
    return Guess(None, "")
