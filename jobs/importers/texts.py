"""HTML as the text that a reader of the page would see."""

from selectolax.lexbor import LexborHTMLParser

HIDDEN = ["script", "style", "template", "noscript", "iframe"]
BLOCKS = (
    "address,article,aside,blockquote,br,dd,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,li,"
    "main,nav,ol,option,p,pre,section,table,tbody,td,th,thead,tr,ul"
)
"""What begins a line, so that words before and after it are two."""


def plain_text(html: str) -> str:
    """The words of a piece of HTML, with single spaces; a text without any stays as it is."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    tree = LexborHTMLParser(html)
    tree.strip_tags(HIDDEN)
    for block in tree.css(BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
    text = tree.body.text() if tree.body else ""
    return " ".join(text.split())
