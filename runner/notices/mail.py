"""Mail, by the standard library: encrypted, the server's certificate verified."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from runner.notices.errors import MailFailedError, OpenPasswordError
from runner.notices.message import Message
from runner.notices.wording import plain_line
from runner.secret import Secret
from runner.settings import MailSecurity, MailSettings

PATIENCE_SECONDS = 20.0

ATTACHED_BYTES = 5 * 2**20
"""What is bigger is not attached: mail servers refuse it, and nobody is told at all."""

REFUSALS = {
    smtplib.SMTPAuthenticationError: "refuses the user name or the password",
    smtplib.SMTPSenderRefused: "refuses the sender",
    smtplib.SMTPRecipientsRefused: "refuses every address",
    smtplib.SMTPNotSupportedError: "cannot do what is asked of it: encryption, or a password",
    smtplib.SMTPServerDisconnected: "hung up",
}


class MailSender:
    """Sends to some addresses by one mail server.

    Args:
        settings: The server.
        addresses: Who gets it.
        account: User name and password, where the server wants them.
    """

    def __init__(
        self,
        settings: MailSettings,
        addresses: list[str],
        account: tuple[Secret, Secret] | None = None,
    ) -> None:
        self._settings = settings
        self._addresses = addresses
        self._account = account

    def send(self, message: Message) -> None:
        """Send one mail to all addresses.

        A mail of which some addresses were refused counts as sent: the others would get it again.

        Raises:
            MailFailedError: the server is not there, or does not take it.
            OpenPasswordError: the password would go over the network unencrypted.
        """
        letter = mail_of(message, self._settings.sender, self._addresses)
        with self._worded(), self._connected() as server:
            if self._account is not None:
                name, password = self._account
                server.login(name.reveal(), password.reveal())
            server.send_message(letter)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        mail = self._settings
        context = ssl.create_default_context()
        if mail.security is MailSecurity.TLS:
            with smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=PATIENCE_SECONDS, context=context
            ) as server:
                yield server
            return
        if mail.security is MailSecurity.NONE and self._account is not None and not mail.is_near:
            raise OpenPasswordError(mail.host)
        with smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE_SECONDS) as server:
            if mail.security is MailSecurity.STARTTLS:
                server.starttls(context=context)
            yield server

    @contextmanager
    def _worded(self) -> Iterator[None]:
        # A server's own words may repeat what it was sent.
        try:
            yield
        except smtplib.SMTPException as error:
            raise MailFailedError(
                self._settings.host, self._settings.port, refusal(error)
            ) from None
        except ssl.SSLCertVerificationError as error:
            reason = f"shows a certificate that cannot be trusted ({error.verify_message})"
            raise MailFailedError(self._settings.host, self._settings.port, reason) from None
        except TimeoutError:
            reason = f"did not answer within {PATIENCE_SECONDS:g} s"
            raise MailFailedError(self._settings.host, self._settings.port, reason) from None
        except OSError as error:
            said = (error.strerror or type(error).__name__).lower()
            reason = f"cannot be reached: {plain_line(said)}"
            raise MailFailedError(self._settings.host, self._settings.port, reason) from None


def refusal(error: smtplib.SMTPException) -> str:
    """What a server refused, with its number where it gave one."""
    said = next((text for kind, text in REFUSALS.items() if isinstance(error, kind)), "refuses it")
    code = getattr(error, "smtp_code", None)
    return f"{said} (code {code})" if code and code > 0 else said


def mail_of(message: Message, sender: str, addresses: list[str]) -> EmailMessage:
    """The message as a mail: plain text, and HTML for programs that show it."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(addresses)
    mail["Subject"] = plain_line(message.subject, 160)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = message.id
    # So that no absence notice answers it.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for file in message.attachments:
        if file.is_file() and file.stat().st_size <= ATTACHED_BYTES:
            mail.add_attachment(
                file.read_bytes(), maintype="text", subtype="html", filename=file.name
            )
    return mail
