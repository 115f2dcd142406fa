"""The sample shop's web server: its pages and pictures, and what it lets a browser load."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from demo.catalog import products
from demo.storefront import PAGES, create_storefront, departments
from tests.live import free_port

API = "http://api.example"


@pytest.fixture(scope="module")
def shop() -> TestClient:
    return TestClient(create_storefront(API, 'pk_"test"'), follow_redirects=False)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title_and_loads_the_widget_of_this_api(shop: TestClient, name: str) -> None:
    page = shop.get("/" if name == "index" else f"/{name}.html")
    assert page.status_code == 200
    title = page.text.partition("<title>")[2].partition("</title>")[0]
    assert title.endswith(" · Harbour &amp; Finch")
    assert not title.startswith(" ")
    assert f'src="{API}/widget/rapport.js" data-key="pk_&quot;test&quot;"' in page.text
    assert "$" not in page.text.replace("${", "")


def test_every_department_is_linked_with_its_name_as_an_address(shop: TestClient) -> None:
    assert len(departments()) == 8
    page = shop.get("/").text
    assert "/category.html?name=Books%20%26%20Stationery" in page
    assert "Books &amp; Stationery" in page


def test_only_this_shop_and_its_api_may_be_loaded(shop: TestClient) -> None:
    for address in ("/", "/no-such.html"):
        headers = shop.get(address).headers
        assert headers["content-security-policy"].startswith(f"default-src 'self' {API};")
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/no-such.html", "/layout.html", "/nowhere", "/js/no-such.js"])
def test_what_is_not_there_is_said_on_a_page_of_the_shop(shop: TestClient, address: str) -> None:
    missing = shop.get(address)
    assert missing.status_code == 404
    assert "Harbour" in missing.text


def test_scripts_are_told_where_the_api_is(shop: TestClient) -> None:
    assert shop.get("/config.json").json() == {"api": API, "key": 'pk_"test"'}


def test_the_address_of_an_email_leads_to_the_product(shop: TestClient) -> None:
    moved = shop.get("/products/a&b")
    assert (moved.status_code, moved.headers["location"]) == (307, "/product.html?id=a%26b")


def test_a_product_has_a_drawing_and_a_picture_and_an_unknown_one_has_none(shop: TestClient) -> None:
    product_id = products("")[0].product_id
    svg, png = (shop.get(f"/pictures/{product_id}.{kind}") for kind in ("svg", "png"))
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert svg.text.startswith("<svg")
    assert (png.headers["content-type"], png.content[:4]) == ("image/png", b"\x89PNG")
    assert "max-age" in png.headers["cache-control"]
    assert [shop.get(f"/pictures/flying-carpet.{kind}").status_code for kind in ("svg", "png")] == [404, 404]


def test_a_server_starts_it_from_the_settings_alone(tmp_path: Path) -> None:
    port = str(free_port())
    variables = {"VAR": str(tmp_path), "PUBLIC_URL": API, "PUBLISHABLE_KEY": "pk_mine"}
    environment = os.environ | {f"RAPPORT_{name}": value for name, value in variables.items()}
    command = [sys.executable, "-m", "uvicorn", "--factory", "demo.asgi:storefront", "--port", port]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        assert _config(server, f"http://127.0.0.1:{port}/config.json") == {"api": API, "key": "pk_mine"}
    finally:
        server.terminate()
        server.wait()


def _config(server: subprocess.Popen[bytes], url: str) -> object:
    while server.poll() is None:
        try:
            return httpx.get(url).json()
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server ended")
