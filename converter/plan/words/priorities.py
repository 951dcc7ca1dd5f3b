"""Priorities of BCF topics in the target's four. Words of a scale of three are low, medium and high."""

from __future__ import annotations

from typing import Final

from converter.plan.words import ByLanguage, meanings

_CRITICAL, _HIGH, _MEDIUM, _LOW = "critical", "high", "medium", "low"

PRIORITIES: Final[ByLanguage] = {
    "en": {
        _CRITICAL: ("critical", "urgent", "very high", "highest", "blocker", "immediate", "emergency"),
        _HIGH: ("high", "major", "important", "serious"),
        _MEDIUM: ("medium", "normal", "moderate", "average", "standard"),
        _LOW: ("low", "minor", "lowest", "very low", "trivial", "minimal"),
    },
    "de": {
        _CRITICAL: ("kritisch", "dringend", "sehr hoch", "höchste", "sofort"),
        _HIGH: ("hoch", "wichtig", "schwerwiegend"),
        _MEDIUM: ("mittel", "mäßig", "durchschnittlich"),
        _LOW: ("niedrig", "gering", "sehr niedrig", "unwichtig", "tief"),
    },
    "fr": {
        _CRITICAL: ("critique", "urgent", "urgente", "très haute", "très élevée", "bloquant", "bloquante"),
        _HIGH: ("haute", "haut", "élevée", "élevé", "importante", "important", "majeure", "majeur"),
        _MEDIUM: ("moyenne", "moyen", "normale", "moyennement"),
        _LOW: ("basse", "bas", "faible", "mineure", "mineur"),
    },
    "es": {
        _CRITICAL: ("crítica", "crítico", "urgente", "muy alta", "muy alto"),
        _HIGH: ("alta", "alto", "importante", "mayor"),
        _MEDIUM: ("media", "medio", "normal", "moderada"),
        _LOW: ("baja", "bajo", "menor", "muy baja"),
    },
    "it": {
        _CRITICAL: ("critica", "critico", "urgente", "molto alta", "bloccante"),
        _HIGH: ("alta", "alto", "importante", "maggiore"),
        _MEDIUM: ("media", "medio", "normale"),
        _LOW: ("bassa", "basso", "minore", "molto bassa"),
    },
    "nl": {
        _CRITICAL: ("kritiek", "kritisch", "dringend", "urgent", "spoed", "zeer hoog"),
        _HIGH: ("hoog", "belangrijk", "ernstig"),
        _MEDIUM: ("gemiddeld", "normaal", "middel", "middelmatig"),
        _LOW: ("laag", "gering", "zeer laag"),
    },
    "pt": {
        _CRITICAL: ("crítica", "crítico", "urgente", "muito alta", "muito alto"),
        _HIGH: ("alta", "alto", "importante", "maior"),
        _MEDIUM: ("média", "médio", "normal", "moderada"),
        _LOW: ("baixa", "baixo", "menor", "muito baixa"),
    },
    "pl": {
        _CRITICAL: ("krytyczny", "krytyczna", "krytyczne", "pilny", "pilne", "bardzo wysoki"),
        _HIGH: ("wysoki", "wysoka", "wysokie", "ważny", "ważne"),
        _MEDIUM: ("średni", "średnia", "średnie", "normalny", "normalne"),
        _LOW: ("niski", "niska", "niskie", "bardzo niski"),
    },
    "ru": {
        _CRITICAL: ("критический", "критичный", "критично", "критическая", "срочно", "срочный", "очень высокий"),
        _HIGH: ("высокий", "высокая", "важный", "важно", "серьезный", "серьёзный"),
        _MEDIUM: ("средний", "средняя", "обычный", "нормальный", "нормально"),
        _LOW: ("низкий", "низкая", "незначительный", "очень низкий"),
    },
    "zh": {
        _CRITICAL: ("紧急", "严重", "非常高", "最高", "关键"),
        _HIGH: ("高", "重要", "较高"),
        _MEDIUM: ("中", "中等", "普通", "一般", "正常"),
        _LOW: ("低", "较低", "次要", "轻微"),
    },
    "ja": {
        _CRITICAL: ("緊急", "最高", "至急", "致命的", "重大"),
        _HIGH: ("高", "高い", "重要"),
        _MEDIUM: ("中", "普通", "通常", "標準"),
        _LOW: ("低", "低い", "軽微"),
    },
    "ko": {
        _CRITICAL: ("긴급", "심각", "매우 높음", "치명적"),
        _HIGH: ("높음", "중요"),
        _MEDIUM: ("보통", "중간", "일반"),
        _LOW: ("낮음", "매우 낮음"),
    },
    "cs": {
        _CRITICAL: ("kritická", "kritický", "urgentní", "naléhavá", "velmi vysoká"),
        _HIGH: ("vysoká", "vysoký", "důležitá", "závažná"),
        _MEDIUM: ("střední", "normální", "běžná"),
        _LOW: ("nízká", "nízký", "velmi nízká"),
    },
    "sv": {
        _CRITICAL: ("kritisk", "kritiskt", "brådskande", "akut", "mycket hög"),
        _HIGH: ("hög", "högt", "viktig", "allvarlig"),
        _MEDIUM: ("medel", "mellan", "normal", "medium"),
        _LOW: ("låg", "lågt", "mycket låg"),
    },
    "da": {
        _CRITICAL: ("kritisk", "haster", "presserende", "akut", "meget høj"),
        _HIGH: ("høj", "vigtig", "alvorlig"),
        _MEDIUM: ("mellem", "middel", "normal"),
        _LOW: ("lav", "meget lav"),
    },
    "no": {
        _CRITICAL: ("kritisk", "haster", "akutt", "svært høy", "veldig høy"),
        _HIGH: ("høy", "viktig", "alvorlig"),
        _MEDIUM: ("middels", "medium", "normal"),
        _LOW: ("lav", "svært lav"),
    },
    "fi": {
        _CRITICAL: ("kriittinen", "kiireellinen", "erittäin korkea", "erittäin tärkeä"),
        _HIGH: ("korkea", "tärkeä", "vakava"),
        _MEDIUM: ("keskitaso", "keskisuuri", "normaali", "tavallinen", "kohtalainen"),
        _LOW: ("matala", "alhainen", "pieni", "vähäinen"),
    },
    "hu": {
        _CRITICAL: ("kritikus", "sürgős", "nagyon magas"),
        _HIGH: ("magas", "fontos"),
        _MEDIUM: ("közepes", "normál"),
        _LOW: ("alacsony",),
    },
    "tr": {
        _CRITICAL: ("kritik", "acil", "çok yüksek"),
        _HIGH: ("yüksek", "önemli"),
        _MEDIUM: ("orta", "normal"),
        _LOW: ("düşük",),
    },
}  # fmt: skip

PRIORITY_OF: Final = meanings(PRIORITIES)
