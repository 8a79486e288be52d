"""Suggests what an element should be marked as: secret, personal, or changing something."""

from dataclasses import dataclass

from runner.healing.control import Control, words

PERSONAL = frozenset(
    words(
        "birth birthday birthdate born dob geburtsdatum geburtstag naissance nacimiento nascita iban bic "
        "kontonummer passport reisepass ssn steuernummer tax ssnr email mail phone mobile telefon "
        "mobil telephone salary gehalt diagnosis religion card cvc cvv"
    )
)
"""Words of labels behind which personal values stand, as a rule."""

PERSONAL_FILLING = ("bday", "email", "tel", "cc-")
"""How `autocomplete` begins where a browser would fill in something personal."""

WRITING = frozenset(
    words(
        "save submit create delete remove pay send post book confirm apply update upload approve order "
        "release transfer speichern sichern senden absenden anlegen loschen buchen bestatigen "
        "hochladen freigeben uberweisen enregistrer envoyer supprimer valider guardar enviar eliminar "
        "borrar pagar salva invia elimina conferma opslaan verzenden αποθηκευση υποβολη διαγραφη "
        "сохранить отправить удалить создать zapisz wyslij usun"
    )
)
"""Words on buttons that change something outside."""

WRITING_SIGNS = ("保存", "送信", "削除", "登録", "提交", "删除", "发送", "저장", "삭제", "전송")
"""The same in scripts without spaces."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the selector file says of an element beside where it is."""

    secret: bool = False
    personal: bool = False
    writes: bool = False


def suggested_marks(control: Control) -> Marks:
    """What its kind and its words suggest; a person decides."""
    if control.kind == "password":
        return Marks(secret=True)
    said = f"{control.name} {control.text} {control.title}"
    if control.kind == "button":
        writes = bool(WRITING & set(words(said))) or any(sign in said for sign in WRITING_SIGNS)
        return Marks(writes=writes)
    if control.kind == "link":
        return Marks()
    named = {*words(said), *words(control.html_name), *words(control.placeholder)}
    return Marks(
        personal=bool(PERSONAL & named) or control.autocomplete.startswith(PERSONAL_FILLING)
    )
