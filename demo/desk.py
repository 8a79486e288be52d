"""The pages around the customers: sign-in, the frames, menu, welcome, and pages for bad days."""

from html import escape

from demo.page import Answer, headline, page

HELP = "In case of trouble call the service desk, extension 4711."


def sign_in(problem: str = "") -> Answer:
    """The page that asks for user and password."""
    error = f'<div class="error">{escape(problem)}</div>' if problem else ""
    return page(
        "Sign in",
        f"""<table class="banner" width="100%" cellspacing="0"><tr>{_LOGO}</tr></table>
<center class="signin"><form method="post" action="/signin">
<table class="box" cellspacing="0" width="340"><caption>Please sign in</caption>
<tr><td colspan="2">{error}</td></tr>
<tr><td class="name">User</td><td><input type="text" name="user" size="24"></td></tr>
<tr><td class="name">Password</td><td><input type="password" name="secret" size="24"></td></tr>
<tr><td class="name">&nbsp;</td><td class="buttons">
<input type="submit" class="button" value="Sign in"></td></tr></table></form>
<div class="foot">Meridian CRM 4.2.117 &nbsp;|&nbsp; {HELP}</div></center>""",
    )


def signed_out() -> Answer:
    """What a page says when its session has ended; it may stand in a frame."""
    return page(
        "Session ended",
        f"""{headline("Session ended")}<div class="work">
<div class="error">Your session has ended. Unsaved data is lost.</div>
<a class="button" href="/" target="_top">Sign in again</a></div>""",
    )


def frames() -> Answer:
    """The frameset: banner, menu, main."""
    return Answer(
        b"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Frameset//EN">
<html><head><title>Meridian CRM</title></head>
<frameset rows="58,*" border="0" frameborder="0" framespacing="0">
<frame name="banner" src="/banner" scrolling="no" noresize>
<frameset cols="170,*"><frame name="menu" src="/menu"><frame name="main" src="/welcome"></frameset>
</frameset></html>"""
    )


def banner(user: str) -> Answer:
    return page(
        "Banner",
        f"""<table class="banner" width="100%" cellspacing="0"><tr>{_LOGO}
<td align="right" class="who">Customer Service Centre<br>User: {escape(user)}<br>
Client 100 / Production</td></tr></table>""",
    )


def menu() -> Answer:
    """The menu at the left; every link opens in the main frame."""
    groups = "".join(
        f"<h2>{escape(title)}</h2><ul>"
        + "".join(
            f'<li><a href="{to}" target="{where}">{name}</a></li>' for name, to, where in links
        )
        + "</ul>"
        for title, links in _MENU
    )
    return page("Menu", f'<div class="menu">{groups}</div>')


def welcome(customers: int, changes: int) -> Answer:
    return page(
        "Welcome",
        f"""{headline("Welcome")}<div class="work">
<table class="box" cellspacing="0" width="520"><caption>Notice board</caption>
<tr><td><b>Month end</b></td><td>Batch entries close at 18:00 on the last working day.</td></tr>
<tr><td><b>Addresses</b></td><td>Ask callers for their postcode before you search.</td></tr>
<tr><td><b>Service desk</b></td><td>{HELP}</td></tr></table><br>
<table class="box" cellspacing="0" width="520"><caption>At a glance</caption>
<tr><td class="name">Customers</td><td>{customers}</td></tr>
<tr><td class="name">Changes entered</td><td>{changes}</td></tr></table></div>""",
    )


def maintenance() -> Answer:
    """The page that stands in for all others, with status 200, as such pages do."""
    return page(
        "Maintenance",
        f"""{headline("Maintenance")}<div class="work"><div class="error">
The system is being maintained. Please come back later.</div>{HELP}</div>""",
    )


def failure(status: int, sentence: str) -> Answer:
    """An error page with its HTTP status."""
    made = page(
        "Error",
        f"""{headline(f"Error {status}")}<div class="work"><div class="error">
{escape(sentence)}</div>{HELP}</div>""",
    )
    return Answer(made.body, status)


_LOGO = '<td class="logo">Meridian <small>CRM 4.2</small></td>'
_MENU = (
    (
        "Customers",
        (
            ("Search customer", "/search", "main"),
            ("New customer", "/customer/new", "main"),
            ("Export list", "/export", "main"),
        ),
    ),
    (
        "Desk",
        (
            ("Notice board", "/welcome", "main"),
            ("Changes", "/changes", "main"),
            ("Sign out", "/signout", "_top"),
        ),
    ),
)
