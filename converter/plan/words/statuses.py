"""Statuses of BCF topics: which ones are closed.

``resolved`` and its translations are open: some programs use it before closing (BIMcollab), so that somebody still has
to look. ``bcf.closed`` of the configuration replaces the closed ones.
"""

from __future__ import annotations

from typing import Final

from converter.plan.words import ByLanguage, meanings

OPEN: Final = "open"
CLOSED: Final = "closed"

STATUSES: Final[ByLanguage] = {
    "en": {
        OPEN: (
            "open", "opened", "new", "active", "assigned", "in progress", "inprogress", "in_progress", "ongoing",
            "pending", "waiting", "on hold", "to do", "todo", "to-do", "reopened", "re-opened", "in review",
            "for review", "reviewed", "ready for review", "ready", "resolved", "solved", "unresolved", "accepted",
            "rejected", "draft", "unknown", "blocked", "planned", "not started", "answered", "info", "error",
            "warning",
        ),
        CLOSED: (
            "closed", "done", "approved", "fixed", "completed", "complete", "finished", "void", "cancelled",
            "canceled",
        ),
    },
    "de": {
        OPEN: (
            "offen", "neu", "aktiv", "zugewiesen", "in bearbeitung", "in arbeit", "wartend", "wiedereröffnet",
            "wieder offen", "wieder geöffnet", "geprüft", "in prüfung", "zur prüfung", "gelöst", "bereit",
            "zurückgestellt", "abgelehnt",
        ),
        CLOSED: (
            "erledigt", "geschlossen", "abgeschlossen", "behoben", "genehmigt", "freigegeben", "fertig", "storniert",
        ),
    },
    "fr": {
        OPEN: (
            "ouvert", "ouverte", "nouveau", "nouvelle", "actif", "active", "assigné", "assignée", "attribué",
            "en cours", "en attente", "à faire", "rouvert", "réouvert", "en révision", "à vérifier", "vérifié",
            "résolu", "résolue", "rejeté",
        ),
        CLOSED: (
            "fermé", "fermée", "clos", "close", "clôturé", "clôturée", "terminé", "terminée", "approuvé", "corrigé",
            "annulé",
        ),
    },
    "es": {
        OPEN: (
            "abierto", "abierta", "nuevo", "nueva", "activo", "activa", "asignado", "asignada", "en curso",
            "en progreso", "en proceso", "pendiente", "en espera", "reabierto", "reabierta", "en revisión",
            "revisado", "resuelto", "resuelta", "rechazado",
        ),
        CLOSED: (
            "cerrado", "cerrada", "hecho", "terminado", "completado", "finalizado", "aprobado", "corregido",
            "cancelado", "anulado",
        ),
    },
    "it": {
        OPEN: (
            "aperto", "aperta", "nuovo", "nuova", "attivo", "attiva", "assegnato", "assegnata", "in corso",
            "in lavorazione", "in attesa", "da fare", "riaperto", "in revisione", "revisionato", "risolto", "risolta",
            "rifiutato",
        ),
        CLOSED: (
            "chiuso", "chiusa", "fatto", "completato", "terminato", "concluso", "approvato", "corretto", "annullato",
        ),
    },
    "nl": {
        OPEN: (
            "open", "nieuw", "actief", "toegewezen", "in behandeling", "lopend", "in uitvoering", "wachtend",
            "heropend", "ter controle", "gecontroleerd", "opgelost", "afgewezen",
        ),
        CLOSED: (
            "gesloten", "afgesloten", "gereed", "afgerond", "voltooid", "goedgekeurd", "hersteld", "geannuleerd",
            "vervallen",
        ),
    },
    "pt": {
        OPEN: (
            "aberto", "aberta", "novo", "nova", "ativo", "activo", "atribuído", "em andamento", "em curso",
            "em progresso", "pendente", "em espera", "reaberto", "em revisão", "revisto", "revisado", "resolvido",
            "rejeitado",
        ),
        CLOSED: (
            "fechado", "fechada", "feito", "concluído", "concluída", "terminado", "finalizado", "aprovado",
            "corrigido", "cancelado",
        ),
    },
    "pl": {
        OPEN: (
            "otwarty", "otwarta", "otwarte", "nowy", "nowa", "nowe", "aktywny", "aktywne", "przypisany", "przypisane",
            "w toku", "w trakcie", "oczekujący", "oczekuje", "ponownie otwarty", "do sprawdzenia", "sprawdzony",
            "rozwiązany", "rozwiązane", "odrzucony",
        ),
        CLOSED: (
            "zamknięty", "zamknięta", "zamknięte", "zrobione", "zakończony", "zakończone", "zatwierdzony",
            "naprawiony", "anulowany",
        ),
    },
    "ru": {
        OPEN: (
            "открыто", "открыт", "открыта", "открытый", "новый", "новая", "новое", "создать", "создано", "активный",
            "активн.", "активно", "назначено", "назначен", "в работе", "в процессе", "на рассмотрении", "на проверке",
            "ожидание", "отложено", "переоткрыто", "проанализировано", "проверено", "решено", "решен", "решён",
            "отклонено",
        ),
        CLOSED: (
            "закрыто", "закрыт", "закрыта", "закрытый", "выполнено", "завершено", "исправлено", "подтверждено",
            "утверждено", "отменено",
        ),
    },
    "zh": {
        OPEN: (
            "打开", "开放", "未关闭", "新建", "新", "活动", "激活", "已分配", "进行中", "处理中", "待处理",
            "重新打开", "已审阅", "审核中", "已解决", "已拒绝",
        ),
        CLOSED: ("已关闭", "关闭", "完成", "已完成", "已核准", "已批准", "已修复", "已取消"),
    },
    "ja": {
        OPEN: (
            "オープン", "新規", "未対応", "未解決", "アクティブ", "割り当て済み", "対応中", "進行中", "処理中",
            "保留", "再オープン", "確認中", "レビュー中", "レビュー済み", "解決済み", "却下",
        ),
        CLOSED: (
            "クローズ", "クローズ済み", "完了", "対応済み", "終了", "承認済み", "承認", "修正済み", "キャンセル",
        ),
    },
    "ko": {
        OPEN: (
            "열림", "신규", "새로 만들기", "활성", "할당됨", "진행 중", "진행중", "대기", "보류", "다시 열림",
            "검토 중", "검토됨", "해결됨", "거부됨",
        ),
        CLOSED: ("닫힘", "종료", "완료", "완료됨", "승인됨", "승인", "수정됨", "취소됨"),
    },
    "cs": {
        OPEN: (
            "otevřeno", "otevřený", "otevřené", "nový", "nová", "nové", "aktivní", "přiřazeno", "probíhá", "v řešení",
            "čeká", "znovu otevřeno", "ke kontrole", "zkontrolováno", "vyřešeno", "zamítnuto",
        ),
        CLOSED: ("uzavřeno", "uzavřený", "zavřeno", "hotovo", "dokončeno", "schváleno", "opraveno", "zrušeno"),
    },
    "sv": {
        OPEN: (
            "öppen", "öppet", "öppnad", "ny", "nytt", "aktiv", "tilldelad", "pågående", "pågår", "väntar",
            "återöppnad", "för granskning", "granskad", "löst", "avvisad",
        ),
        CLOSED: ("stängd", "stängt", "avslutad", "avslutat", "klar", "klart", "godkänd", "åtgärdad", "makulerad"),
    },
    "da": {
        OPEN: (
            "åben", "åbent", "åbnet", "ny", "nyt", "aktiv", "tildelt", "i gang", "igangværende", "under behandling",
            "afventer", "genåbnet", "til gennemsyn", "gennemgået", "løst", "afvist",
        ),
        CLOSED: ("lukket", "afsluttet", "færdig", "udført", "godkendt", "rettet", "annulleret"),
    },
    "no": {
        OPEN: (
            "åpen", "åpent", "åpnet", "ny", "nytt", "aktiv", "tildelt", "tilordnet", "pågår", "pågående",
            "under arbeid", "venter", "gjenåpnet", "til gjennomgang", "gjennomgått", "løst", "avvist",
        ),
        CLOSED: ("lukket", "stengt", "avsluttet", "ferdig", "utført", "godkjent", "rettet", "utbedret", "kansellert"),
    },
    "fi": {
        OPEN: (
            "avoin", "auki", "avattu", "uusi", "aktiivinen", "osoitettu", "käynnissä", "kesken", "työn alla",
            "odottaa", "avattu uudelleen", "tarkistettavana", "tarkistettu", "ratkaistu", "hylätty",
        ),
        CLOSED: ("suljettu", "valmis", "tehty", "hyväksytty", "korjattu", "päättynyt", "peruttu", "peruutettu"),
    },
    "hu": {
        OPEN: (
            "nyitott", "új", "aktív", "folyamatban", "függőben", "hozzárendelve", "újranyitva", "ellenőrzött",
            "megoldva", "elutasítva",
        ),
        CLOSED: ("lezárt", "lezárva", "zárt", "kész", "befejezett", "jóváhagyva", "javítva", "törölve"),
    },
    "tr": {
        OPEN: (
            "açık", "yeni", "aktif", "etkin", "atandı", "devam ediyor", "beklemede", "yeniden açıldı", "incelendi",
            "çözüldü", "reddedildi",
        ),
        CLOSED: ("kapalı", "kapatıldı", "tamamlandı", "bitti", "onaylandı", "düzeltildi", "iptal edildi"),
    },
}  # fmt: skip

MEANING_OF: Final = meanings(STATUSES)
CLOSED_WORDS: Final = tuple(sorted(word for word, meaning in MEANING_OF.items() if meaning == CLOSED))
OPEN_WORDS: Final = frozenset(word for word, meaning in MEANING_OF.items() if meaning == OPEN)
