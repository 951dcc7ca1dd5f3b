"""Types of BCF topics in the target's issue types. What only says that there is something is ``coordination``."""

from __future__ import annotations

from typing import Final

from converter.plan.words import ByLanguage, meanings

_CLASH, _COORDINATION, _OTHER = "clash", "coordination", "other"
_DESIGN, _CODE, _CLIENT = "design_review", "building_code", "client_feedback"
_BUILDABLE, _EXISTING, _CHANGE = "constructability", "existing_condition", "requirement_change"

TOPIC_TYPES: Final[ByLanguage] = {
    "en": {
        _CLASH: (
            "clash", "clashes", "collision", "hard clash", "soft clash", "clearance", "interference", "conflict",
        ),
        _COORDINATION: (
            "coordination", "issue", "issue [bcf]", "request", "inquiry", "enquiry", "question", "remark", "comment",
            "fault", "error", "warning", "info", "information", "task", "structural", "to do", "todo", "problem",
        ),
        _DESIGN: ("design review", "design", "design issue", "review"),
        _CODE: ("building code", "code", "code compliance", "compliance"),
        _CLIENT: ("client feedback", "feedback"),
        _BUILDABLE: ("constructability", "buildability"),
        _EXISTING: ("existing condition", "existing conditions", "as-built", "as built"),
        _CHANGE: ("requirement change", "change", "change request"),
        _OTHER: ("unknown", "other", "undefined", "none"),
    },
    "de": {
        _CLASH: ("kollision", "konflikt", "durchdringung", "überschneidung", "kollisionen"),
        _COORDINATION: (
            "koordination", "anfrage", "frage", "anmerkung", "bemerkung", "kommentar", "hinweis", "fehler", "warnung",
            "aufgabe", "problem", "mangel", "thema", "information",
        ),
        _DESIGN: ("planprüfung", "entwurfsprüfung", "planung"),
        _CODE: ("bauordnung", "norm", "vorschrift", "brandschutz"),
        _CLIENT: ("bauherr", "rückmeldung des bauherrn"),
        _BUILDABLE: ("baubarkeit", "ausführbarkeit"),
        _EXISTING: ("bestand",),
        _CHANGE: ("änderung", "änderungsantrag", "anforderungsänderung"),
        _OTHER: ("sonstiges", "andere", "unbekannt"),
    },
    "fr": {
        _CLASH: ("conflit", "collision", "interférence", "clash"),
        _COORDINATION: (
            "coordination", "demande", "question", "remarque", "commentaire", "erreur", "avertissement",
            "information", "tâche", "problème", "défaut",
        ),
        _DESIGN: ("revue de conception", "conception"),
        _CODE: ("réglementation", "conformité"),
        _CHANGE: ("modification", "demande de modification"),
        _OTHER: ("autre", "inconnu"),
    },
    "es": {
        _CLASH: ("colisión", "choque", "conflicto", "interferencia", "colision"),
        _COORDINATION: (
            "coordinación", "incidencia", "solicitud", "consulta", "pregunta", "observación", "comentario", "error",
            "advertencia", "información", "tarea", "problema",
        ),
        _DESIGN: ("revisión de diseño", "diseño"),
        _CODE: ("normativa",),
        _CHANGE: ("cambio", "modificación"),
        _OTHER: ("otro", "otros", "desconocido"),
    },
    "it": {
        _CLASH: ("interferenza", "collisione", "conflitto"),
        _COORDINATION: (
            "coordinamento", "richiesta", "domanda", "osservazione", "commento", "errore", "avviso", "avvertenza",
            "informazione", "attività", "problema",
        ),
        _DESIGN: ("revisione del progetto", "progettazione"),
        _CODE: ("normativa",),
        _CHANGE: ("modifica", "variante"),
        _OTHER: ("altro", "sconosciuto"),
    },
    "nl": {
        _CLASH: ("botsing", "conflict", "clash", "aanvaring"),
        _COORDINATION: (
            "coördinatie", "verzoek", "vraag", "aanvraag", "opmerking", "commentaar", "fout", "waarschuwing",
            "informatie", "taak", "probleem",
        ),
        _DESIGN: ("ontwerpbeoordeling", "ontwerp"),
        _CODE: ("bouwbesluit", "regelgeving"),
        _CHANGE: ("wijziging", "wijzigingsverzoek"),
        _OTHER: ("overig", "onbekend"),
    },
    "pt": {
        _CLASH: ("colisão", "conflito", "interferência"),
        _COORDINATION: (
            "coordenação", "compatibilização", "solicitação", "pergunta", "observação", "comentário", "erro", "aviso",
            "informação", "tarefa", "problema",
        ),
        _CHANGE: ("alteração", "mudança"),
        _OTHER: ("outro", "outros", "desconhecido"),
    },
    "pl": {
        _CLASH: ("kolizja", "konflikt"),
        _COORDINATION: (
            "koordynacja", "zapytanie", "pytanie", "prośba", "uwaga", "komentarz", "błąd", "ostrzeżenie",
            "informacja", "zadanie", "problem",
        ),
        _CHANGE: ("zmiana",),
        _OTHER: ("inne", "inny", "nieznany", "nieznane"),
    },
    "ru": {
        _CLASH: ("пересечение", "коллизия", "пересечения", "коллизии", "конфликт"),
        _COORDINATION: (
            "координация", "запрос", "вопрос", "замечание", "комментарий", "ошибка", "предупреждение", "информация",
            "задача", "проблема",
        ),
        _DESIGN: ("проверка проекта",),
        _CODE: ("нормы", "нормативные требования"),
        _CHANGE: ("изменение",),
        _OTHER: ("другое", "прочее", "неизвестно"),
    },
    "zh": {
        _CLASH: ("碰撞", "硬碰撞", "冲突", "间隙碰撞"),
        _COORDINATION: ("协调", "问题", "请求", "询问", "备注", "评论", "错误", "警告", "信息", "任务"),
        _DESIGN: ("设计审查",),
        _CHANGE: ("变更",),
        _OTHER: ("其他", "未知"),
    },
    "ja": {
        _CLASH: ("干渉", "衝突", "クラッシュ"),
        _COORDINATION: (
            "調整", "課題", "問題", "依頼", "質問", "備考", "コメント", "エラー", "警告", "情報", "タスク", "指摘",
        ),
        _DESIGN: ("設計レビュー",),
        _CHANGE: ("変更",),
        _OTHER: ("その他", "不明"),
    },
    "ko": {
        _CLASH: ("간섭", "충돌"),
        _COORDINATION: ("조정", "이슈", "문제", "요청", "질의", "질문", "의견", "오류", "경고", "정보", "작업"),
        _CHANGE: ("변경",),
        _OTHER: ("기타", "알 수 없음"),
    },
    "cs": {
        _CLASH: ("kolize", "konflikt", "střet"),
        _COORDINATION: (
            "koordinace", "požadavek", "dotaz", "otázka", "poznámka", "komentář", "chyba", "varování", "informace",
            "úkol", "problém",
        ),
        _CHANGE: ("změna",),
        _OTHER: ("jiné", "ostatní", "neznámé"),
    },
    "sv": {
        _CLASH: ("kollision", "krock", "konflikt"),
        _COORDINATION: (
            "samordning", "ärende", "förfrågan", "fråga", "anmärkning", "kommentar", "fel", "varning", "information",
            "uppgift", "problem",
        ),
        _CHANGE: ("ändring",),
        _OTHER: ("övrigt", "annat", "okänd"),
    },
    "da": {
        _CLASH: ("kollision", "konflikt"),
        _COORDINATION: (
            "koordinering", "forespørgsel", "spørgsmål", "bemærkning", "kommentar", "fejl", "advarsel", "information",
            "opgave", "problem",
        ),
        _CHANGE: ("ændring",),
        _OTHER: ("andet", "ukendt"),
    },
    "no": {
        _CLASH: ("kollisjon", "konflikt"),
        _COORDINATION: (
            "koordinering", "sak", "forespørsel", "spørsmål", "merknad", "kommentar", "feil", "advarsel",
            "informasjon", "oppgave", "problem",
        ),
        _CHANGE: ("endring",),
        _OTHER: ("annet", "ukjent"),
    },
    "fi": {
        _CLASH: ("törmäys", "risteily", "yhteentörmäys", "ristiriita"),
        _COORDINATION: (
            "koordinointi", "yhteensovitus", "pyyntö", "kysymys", "huomautus", "kommentti", "virhe", "varoitus",
            "tieto", "tehtävä", "ongelma",
        ),
        _CHANGE: ("muutos",),
        _OTHER: ("muu", "tuntematon"),
    },
}  # fmt: skip

TYPE_OF: Final = meanings(TOPIC_TYPES)
