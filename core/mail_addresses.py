"""What an address is that any mail server takes: one notion for all doors and all emails that go out."""

from email_validator import EmailNotValidError, validate_email

NONE = "is not an address that email can be sent to, such as name@example.com"
INTERNATIONAL = (
    "has letters before the @ that not every mail server takes (SMTPUTF8); send one with plain letters there,"
    " any alphabet after the @"
)


def as_mailed(text: str) -> str:
    """An address as mail servers take it, its domain in ASCII (IDNA); empty for a text that is none."""
    return _validated(text, international=False)


def fault(text: str) -> str:
    """What is wrong with a text that is no such address, and the remedy; empty where it is one."""
    if as_mailed(text):
        return ""
    return INTERNATIONAL if _validated(text, international=True) else NONE


def _validated(text: str, *, international: bool) -> str:
    try:
        # .test is for those who try the shop out; the other reserved names are nobody's.
        address = validate_email(
            text, check_deliverability=False, allow_smtputf8=international, test_environment=True
        )
    except EmailNotValidError:
        return ""
    return address.normalized if international else address.ascii_email or ""
