"""The edit form: one table row a field, each with the habits of its kind."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from random import Random

from demo.faults import Faults
from demo.fields import BY_NAME, FIELDS, LANGUAGES, Field, Kind, options
from demo.page import Answer, Request, page, text


@dataclass(slots=True)
class Form:
    """One form as it was sent to a browser: what its controls are called, and its one use."""

    account: str
    """Empty in the form for a new customer."""
    names: dict[str, str]
    """Field → the name of its control."""
    order: list[Field]
    labels: dict[str, str] = field(default_factory=dict)
    """Field → its label, where it is called otherwise than before."""
    token: str = field(default_factory=lambda: secrets.token_hex(12))
    used: bool = False
    cut: bool = False
    """Its answer was cut off; whoever sends it again gets none either."""


REDESIGNED = {
    "street": "Street and number",
    "email": "E-mail address",
    "credit_limit": "Credit limit (EUR)",
}
"""What some fields are called in version 5."""

MOVED = {"iban": "salutation"}
"""A field that stands in version 5 before another one."""


def new_form(account: str, faults: Faults) -> Form:
    """A form for one customer, in the order and with the names that the faults ask for."""
    suffix = f"_{secrets.token_hex(3)}" if faults.rename_ids else ""
    names = {one.name: one.name + suffix for one in FIELDS} | {"account": "account" + suffix}
    order = list(FIELDS)
    if faults.redesign:
        names = {name: f"cst-{name.replace('_', '-')}" for name in names}
        for moved, before in MOVED.items():
            order.remove(BY_NAME[moved])
            order.insert(order.index(BY_NAME[before]), BY_NAME[moved])
    if faults.shuffle_fields:
        _shuffle(order)
    return Form(account, names, order, REDESIGNED if faults.redesign else {})


def _shuffle(order: list[Field]) -> None:
    """Rows change places; fields that share a cell stay together."""
    rows: list[list[Field]] = []
    for one in order:
        if one.with_previous:
            rows[-1].append(one)
        else:
            rows.append([one])
    Random().shuffle(rows)
    order[:] = [one for row in rows for one in row]


def sent_values(form: Form, request: Request, before: Mapping[str, str]) -> dict[str, str]:
    """What the browser sent, by field; a control that was disabled keeps what was there."""
    values: dict[str, str] = {}
    for one in FIELDS:
        name = form.names[one.name]
        if one.kind is Kind.CHECK:
            values[one.name] = "yes" if request.sent(name) else "no"
        elif one.kind is Kind.MANY:
            values[one.name] = "; ".join(request.form.get(name, ()))
        elif name in request.form or one.name == "region":
            values[one.name] = request.sent(name)
        else:
            values[one.name] = before.get(one.name, "")
    if values["region"] not in options("region", values["country"]):
        values["region"] = ""
    return values


def form_page(
    form: Form, values: Mapping[str, str], *, faults: Faults, problems: list[str], account: str = ""
) -> Answer:
    """The form, filled with `values`, with the problems of the last try above it."""
    errors = "".join(f"<div>{escape(problem)}</div>" for problem in problems)
    if errors:
        errors = f'<div class="error">The customer was not saved.{errors}</div>'
    question = "Send a welcome letter?" if faults.unexpected_confirm else ""
    rows = _account_row(form, account) + "".join(
        _row(form, one, values) for one in form.order if not one.with_previous
    )
    return page(
        "Customer data",
        f"""<div class="work">{errors}<form name="customer" method="post" target="main"
action="/customer/save" onsubmit="return askToSave('{question}')">
<input type="hidden" name="__token" value="{form.token}">
<input type="hidden" name="__source" value="">
<table class="box" cellspacing="0" width="640">{rows}</table>
<div class="buttons"><input type="submit" class="button" value="Save">
<a class="button" href="javascript:history.go(-1)">Cancel</a>
<span class="note">Fields marked <span class="mandatory">*</span> are mandatory.</span></div>
</form></div>""",
        script="form.js",
    )


def _account_row(form: Form, account: str) -> str:
    if form.account:
        control = f"<b>{escape(form.account)}</b>"
    else:
        name = form.names["account"]
        control = _input(name, name, account, 'maxlength="7" size="9"')
    return f'<tr><td class="name">Customer no.</td><td>{control}</td></tr>'


def _row(form: Form, one: Field, values: Mapping[str, str]) -> str:
    name = form.names[one.name]
    label = escape(form.labels.get(one.name, one.label))
    if one.labelled:
        label = f'<label for="{name}">{label}</label>'
    if one.name == "last_name":
        label += ' <span class="mandatory">*</span>'
    controls = _control(one, name, values)
    follower = form.order[form.order.index(one) + 1 :][:1]
    if follower and follower[0].with_previous:
        controls += " " + _control(follower[0], form.names[follower[0].name], values)
    unit = f' <span class="note">{one.unit}</span>' if one.unit else ""
    return f'<tr><td class="name">{label}</td><td>{controls}{unit}</td></tr>'


def _control(one: Field, name: str, values: Mapping[str, str]) -> str:
    return _CONTROLS[one.kind](one, name, values)


def _input(name: str, identity: str, value: str, extra: str) -> str:
    return f'<input type="text" name="{name}" id="{identity}" value="{escape(value)}" {extra}>'


def _plain(extra: str) -> Callable[[Field, str, Mapping[str, str]], str]:
    def control(one: Field, name: str, values: Mapping[str, str]) -> str:
        size = min(one.length, 44)
        limits = f'maxlength="{one.length}" size="{size}" {extra}'
        return _input(name, name, values.get(one.name, ""), limits)

    return control


def _radio(one: Field, name: str, values: Mapping[str, str]) -> str:
    return " ".join(
        f'<input type="radio" name="{name}" id="{name}{number}" value="{choice}"'
        f"{' checked' if values.get(one.name) == choice else ''}>"
        f'<label for="{name}{number}">{choice}</label>'
        for number, choice in enumerate(one.choices)
    )


def _options(choices: tuple[str, ...], chosen: list[str]) -> str:
    return "".join(
        f'<option value="{escape(choice)}"{" selected" if choice in chosen else ""}>'
        f"{escape(choice)}</option>"
        for choice in choices
    )


def _select(one: Field, name: str, values: Mapping[str, str], extra: str = "") -> str:
    choices = options(one.name, values.get("country", ""))
    disabled = "" if choices else " disabled"
    inside = '<option value=""></option>' + _options(choices, [values.get(one.name, "")])
    return f'<select name="{name}" id="{name}"{disabled} {extra}>{inside}</select>'


def _postback(one: Field, name: str, values: Mapping[str, str]) -> str:
    return _select(one, name, values, "onchange=\"postBack(this.form, 'country')\"")


def _late(one: Field, name: str, values: Mapping[str, str]) -> str:
    value = escape(values.get(one.name, ""))
    return (
        f'<select name="{name}" id="{name}" disabled data-habit="late" data-value="{value}">'
        '<option value=""></option></select>'
    )


def _grouped(one: Field, name: str, values: Mapping[str, str]) -> str:
    groups = "".join(
        f'<optgroup label="{group}">{_options(members, [values.get(one.name, "")])}</optgroup>'
        for group, members in LANGUAGES.items()
    )
    return f'<select name="{name}" id="{name}"><option value=""></option>{groups}</select>'


def _many(one: Field, name: str, values: Mapping[str, str]) -> str:
    chosen = values.get(one.name, "").split("; ")
    inside = _options(one.choices, chosen)
    return f'<select name="{name}" id="{name}" multiple size="3">{inside}</select>'


def _check(one: Field, name: str, values: Mapping[str, str]) -> str:
    checked = " checked" if values.get(one.name) == "yes" else ""
    return (
        f'<label><input type="checkbox" name="{name}" value="yes"{checked}> '
        "wants the newsletter</label>"
    )


def _lookup(one: Field, name: str, values: Mapping[str, str]) -> str:
    value = values.get(one.name, "")
    shown = _input(f"{name}_text", f"{name}_text", value, 'size="30" data-habit="lookup"')
    return (
        f'<span style="position:relative">{shown}'
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        '<div class="suggestions" role="listbox" style="display:none"></div></span>'
    )


def _popup(one: Field, name: str, values: Mapping[str, str]) -> str:
    extra = 'readonly size="30" data-habit="popup"'
    shown = _input(name, name, values.get(one.name, ""), extra)
    return f'{shown} <input type="button" class="button" value="..." onclick="pickManager()">'


def _area(one: Field, name: str, values: Mapping[str, str]) -> str:
    return (
        f'<textarea name="{name}" id="{name}" rows="3" cols="60" maxlength="{one.length}">\n'
        f"{escape(values.get(one.name, ''))}</textarea>"
    )


_CONTROLS: dict[Kind, Callable[[Field, str, Mapping[str, str]], str]] = {
    Kind.TEXT: _plain(""),
    Kind.KEYS: _plain('data-habit="keys"'),
    Kind.DATE: _plain('oninput="maskDate(this)" onchange="checkDate(this)"'),
    Kind.AMOUNT: _plain('style="text-align:right"'),
    Kind.RADIO: _radio,
    Kind.SELECT: _select,
    Kind.GROUPED: _grouped,
    Kind.MANY: _many,
    Kind.CHECK: _check,
    Kind.POSTBACK: _postback,
    Kind.LATE: _late,
    Kind.LOOKUP: _lookup,
    Kind.POPUP: _popup,
    Kind.AREA: _area,
}


def shown_rows(values: Callable[[str], str]) -> str:
    """The rows of the customer page: every field, as text."""
    return "".join(
        f'<tr><td class="name">{escape(_row_name(one))}</td><td>{text(values(one.name))}</td></tr>'
        for one in BY_NAME.values()
    )


def _row_name(one: Field) -> str:
    return "Postcode" if one.name == "postcode" else one.label
