"""The pages of one customer: data, edit frame, confirmation, history, documents."""

from html import escape

from demo.fields import Customer
from demo.form import shown_rows
from demo.page import Answer, headline, link, page


def customer_page(customer: Customer) -> Answer:
    """All saved values, and who changed them last."""
    number = customer.account
    return page(
        "Customer",
        f"""{headline("Customer", f"No. {number}")}{_tabs("Data")}<div class="work">
<table class="box" cellspacing="0" width="640">
<tr><td class="name">Customer no.</td><td><b>{number}</b></td></tr>
{shown_rows(customer.shown)}
<tr><td class="name">Last changed by</td><td>{escape(customer.changed_by)}</td></tr>
<tr><td class="name">Last changed at</td><td>{customer.changed_at}</td></tr>
<tr><td class="name">Change no.</td><td>{customer.record}&nbsp;</td></tr></table>
<div class="buttons"><a class="button" href="{link("/customer/edit", no=number)}">Edit</a>
<a class="button" href="{link("/customer/history", no=number)}">History</a>
<a class="button" href="{link("/customer/documents", no=number)}">Documents</a>
<a class="button" href="/search">New search</a></div></div>""",
    )


def edit_page(account: str) -> Answer:
    """The page around the form, which stands in a frame of its own."""
    title = "Edit customer" if account else "New customer"
    source = link("/customer/form", no=account) if account else "/customer/form"
    return page(
        title,
        f"""{headline(title, f"No. {account}" if account else "")}{_tabs("Data")}
<iframe name="form" src="{source}" width="100%" height="620" frameborder="0"></iframe>""",
    )


def confirmation(account: str, record: str, *, approval: bool) -> Answer:
    """Says that a change was entered, under which number."""
    warning = "alert('The credit limit needs the approval of a supervisor.')" if approval else ""
    return page(
        "Saved",
        f"""{headline("Saved", f"No. {account}")}<div class="work"><div class="done">
The customer was saved. Change no. <b id="record">{record}</b></div>
<div class="buttons"><a class="button" href="{link("/customer", no=account)}">Show customer</a>
<a class="button" href="/search">New search</a></div></div>""",
        onload=warning,
    )


def confirm_again(account: str, token: str) -> Answer:
    """A question that stands between a save and its confirmation, after the save was entered."""
    return page(
        "Please confirm",
        f"""{headline("Please confirm", f"No. {account}")}<div class="work">
<form method="post" action="/customer/again" target="main">
<input type="hidden" name="__token" value="{token}">
Please confirm the change once more.<div class="buttons">
<input type="submit" class="button" value="Confirm"></div></form></div>""",
    )


def notice(title: str, sentence: str) -> Answer:
    """A page with one red sentence."""
    return page(
        title,
        f"""{headline(title)}<div class="work"><div class="error">{escape(sentence)}</div>
<a class="button" href="/search">New search</a></div>""",
    )


def history(customer: Customer) -> Answer:
    """Every change of one customer, newest first."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in change) + "</tr>"
        for change in reversed(customer.history)
    )
    empty = '<tr><td colspan="4" class="note">No changes.</td></tr>'
    return page(
        "History",
        f"""{headline("History", f"No. {customer.account}")}{_tabs("History")}<div class="work">
<table class="list" width="520"><tr><th>Change no.</th><th>Kind</th><th>By</th><th>At (UTC)</th>
</tr>{rows or empty}</table><div class="buttons">
<a class="button" href="{link("/customer", no=customer.account)}">Back</a></div></div>""",
    )


def documents(customer: Customer) -> Answer:
    """The documents of one customer, and the form that takes another."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{size}</td></tr>" for name, size in customer.documents
    )
    empty = '<tr><td colspan="2" class="note">No documents.</td></tr>'
    return page(
        "Documents",
        f"""{headline("Documents", f"No. {customer.account}")}{_tabs("Documents")}<div class="work">
<form method="post" enctype="multipart/form-data"
action="{link("/customer/documents", no=customer.account)}">
<table class="box" cellspacing="0" width="520"><tr><td class="name">File</td>
<td><input type="file" name="document"></td>
<td><input type="submit" class="button" value="Upload"></td></tr></table></form><br>
<table class="list" width="520"><tr><th>Name</th><th>Bytes</th></tr>{rows or empty}</table>
<div class="buttons"><a class="button" href="{link("/customer", no=customer.account)}">Back</a>
</div></div>""",
    )


def _tabs(on: str) -> str:
    tabs = "".join(
        f'<span class="{"on" if name == on else ""}">{name}</span>'
        for name in ("Data", "History", "Documents")
    )
    return f'<div class="tabs">{tabs}</div>'
