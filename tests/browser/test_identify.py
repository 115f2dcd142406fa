"""What the storefront script does with who somebody is said to be, in the browser that runs it."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_widget import run

pytestmark = pytest.mark.browser

NOBODY = {
    "shopper": {"external_id": None, "email": None},
    "merged": False,
    "switched": False,
    "address": None,
}
IDENTIFY = """
const { Rapport } = await import('/rapport.js');
const { ApiError } = await import('/api.js');
const { JsonStorage } = await import('/storage.js');
const rapport = new Rapport({ base: '', key: 'pk_1', storage: new JsonStorage(null) });
let refusal = () => { throw new ApiError(422, { errors: [{ field: 'external_id', message: '…' }] }); };
rapport.request = async () => refusal();
"""


def test_an_id_that_names_nobody_breaks_no_page(blank: Page) -> None:
    told = run(
        blank, IDENTIFY + "return await rapport.identify({ external_id: null, signature: undefined });"
    )
    assert told == {
        "shopper": {"external_id": None, "email": None},
        "merged": False,
        "switched": False,
        "address": None,
    }


def test_any_other_refusal_is_the_pages_to_tell(blank: Page) -> None:
    script = """
    refusal = () => { throw new ApiError(422, { errors: [{ field: 'email', message: 'is none' }] }); };
    return await rapport.identify({ email: 'x' }).catch(({ status }) => status);
    """
    assert run(blank, IDENTIFY + script) == 422


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("return { switched: false }", ["cart", "consent", "visitor"]),
        ("return { switched: true }", ["visitor"]),
        ("throw new ApiError(409, {})", []),
    ],
)
def test_what_somebody_left_in_a_shared_browser_is_not_the_nexts(
    blank: Page, answer: str, kept: list[str]
) -> None:
    script = f"""
    const names = ['cart', 'consent', 'visitor'];
    for (const name of names) rapport.storage.set(name, {{ token: 't' }});
    refusal = () => {{ {answer}; }};
    await rapport.identify({{ email: 'b@example.com' }}).catch(() => {{}});
    return names.filter((name) => rapport.storage.get(name));
    """
    assert run(blank, IDENTIFY + script) == kept
