"""The slot for recommendations by itself: what its attributes ask of the API."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_widget import run

pytestmark = pytest.mark.browser

SLOT = """
const { defineRecommendations } = await import('/recommendations.js');
const asked = [];
const visitor = { request: async (method, path, { query }) => (asked.push(query), { products: [] }) };
defineRecommendations({ visitor, cart: { productIds: [] }, track: () => {} });
const slot = document.createElement('rapport-recommendations');
const filters = ({ category, brand, exclude }) => ({ category, brand, exclude });
"""


def test_an_attribute_is_one_value_whole_or_several_as_an_array(blank: Page) -> None:
    script = """
    slot.setAttribute('category', 'Home > Mugs, cups & "more"');
    slot.setAttribute('brand', '["Skerry", "Hale & Fell"]');
    slot.setAttribute('exclude', '["a,b"]');
    document.body.append(slot);
    return asked.map(filters);
    """
    assert run(blank, SLOT + script) == [
        {"category": ['Home > Mugs, cups & "more"'], "brand": ["Skerry", "Hale & Fell"], "exclude": ["a,b"]}
    ]


def test_without_filters_nothing_is_left_out(blank: Page) -> None:
    assert run(blank, SLOT + "document.body.append(slot); return asked.map(filters);") == [
        {"category": [], "brand": [], "exclude": []}
    ]


def test_another_filter_asks_again(blank: Page) -> None:
    script = """
    document.body.append(slot);
    slot.setAttribute('category', 'Outdoors');
    slot.setAttribute('exclude', '[mug');
    slot.removeAttribute('category');
    return asked.map(filters).slice(1);
    """
    assert run(blank, SLOT + script) == [
        {"category": ["Outdoors"], "brand": [], "exclude": []},
        {"category": ["Outdoors"], "brand": [], "exclude": ["[mug"]},
        {"category": [], "brand": [], "exclude": ["[mug"]},
    ]
