"""Descriptions as shops write them: HTML, or something like it."""

import pytest

from jobs.importers.texts import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("a &lt;b&gt; &eacute;", "a <b> é"),
        ("<style>p{}</style>x<!-- note -->", "x"),
        ("Soft <b>cot</b>ton<br>and wool", "Soft cotton and wool"),
        ("Tea & cake, 2 < 3", "Tea & cake, 2 < 3"),
        ("<p>never closed <!-- at all", "never closed"),
        ("<table><tr><td>Size</td><td>M</td></tr></table>", "Size M"),
        ("<p>Holds<script>alert(1)</script> tea</p>\n", "Holds tea"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert plain_text(html) == text
