"""What is said to a question about a product: a value, the sentence that answers, yes or no, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.locales import money
from core.products import Product
from search import ENGLISH, language, words
from serving.product_questions import kinds, polarity
from serving.product_questions.asked import AskedQuestion, QuestionForm
from serving.product_questions.sentences import AnswerSource, Sentence
from serving.product_questions.sizes import asked_size, has_size
from serving.product_questions.topics import Topics

_LIKELY = 0.15
"""A topic so likely may be meant where a material or a colour is named."""


class AnswerVerdict(StrEnum):
    """What kind of answer it is."""

    YES = "yes"
    NO = "no"
    QUOTED = "quoted"  # a sentence of the shop's own, without a yes or no
    VALUE = "value"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """An answer; `name` is the attribute, or "price", "stock", "brand", that `value` is of."""

    verdict: AnswerVerdict
    name: str | None = None
    value: str | None = None
    quote: str | None = None
    source: AnswerSource | None = None


UNKNOWN = ProductAnswer(AnswerVerdict.UNKNOWN)


def of_facts(asked: AskedQuestion, product: Product, topics: Topics) -> ProductAnswer | None:
    """What price, stock, brand and attributes answer; None where they don't."""
    return next(filter(None, _of_facts(asked, product, topics)), None)


def of_sentence(asked: AskedQuestion, sentence: Sentence, product: Product) -> ProductAnswer:
    """The sentence as a quotation, with yes or no where it decides that."""
    said = None
    if language() == ENGLISH and not any(kinds.is_kind(word) for word in asked.content):
        # A cotton wick makes no cotton candle: of what and in which colours it is, attributes alone decide
        title = frozenset(words(f"{product.title} {product.category}"))
        said = polarity.verdict(asked, sentence.text, title=title)
    return ProductAnswer(_verdict(said, AnswerVerdict.QUOTED), quote=sentence.text, source=sentence.source)


def _of_facts(asked: AskedQuestion, product: Product, topics: Topics) -> Iterator[ProductAnswer | None]:
    yield _size(asked, product)
    rest = _rest(asked, product, topics)
    if not rest:
        yield _fact(asked, product)
    yield from (_kind(asked, product, kind, topics) for kind in ("material", "colour"))
    yield _named_attribute(asked, product)


def _rest(asked: AskedQuestion, product: Product, topics: Topics) -> frozenset[str]:
    """What is asked for beyond its topic and the product: "what are the *buttons* made of"."""
    title = words(f"{product.title} {product.category} {product.brand}")
    return frozenset(asked.content) - topics.words.get(asked.topic, frozenset()) - frozenset(title)


def _fact(asked: AskedQuestion, product: Product) -> ProductAnswer | None:
    match asked.topic:
        case "price" if product.price:
            lowest = "from " if _several(product) else ""
            value = lowest + money(product.price, product.currency)
            return ProductAnswer(AnswerVerdict.VALUE, "price", value, source=AnswerSource.PRICE)
        case "stock":
            return _stock(product)
        case "brand" if product.brand:
            return ProductAnswer(AnswerVerdict.VALUE, "brand", product.brand, source=AnswerSource.ATTRIBUTE)
        case "material" | "colour" if not _tells_apart(asked):
            return _value(product, asked.topic)
        case "size":
            return _value(product, "size")
        case "dimensions" if "size" in asked.content:
            return _value(product, "size")
        case "audience":
            return _value(product, "for")
        case "age":
            sizes = kinds.attribute(product.attributes, "size")
            aged = sizes is not None and any(unit in sizes[1] for unit in ("year", "month"))
            return _value(product, "size") if aged else None
    return None


def _several(product: Product) -> bool:
    """Whether variants are merged into it, of which the cheapest says the price."""
    return any("," in value for name, value in product.attributes.items() if kinds.is_plain(name))


def _stock(product: Product) -> ProductAnswer:
    value = "in stock" if product.available else "out of stock"
    return ProductAnswer(
        _verdict(product.available, AnswerVerdict.VALUE), "stock", value, source=AnswerSource.STOCK
    )


def _value(product: Product, kind: str) -> ProductAnswer | None:
    named = kinds.attribute(product.attributes, kind)
    return None if named is None else _told(named, AnswerVerdict.VALUE)


def _told(named: tuple[str, str], verdict: AnswerVerdict) -> ProductAnswer:
    name, value = named
    source = AnswerSource.VARIANTS if "," in value or kinds.is_size(name) else AnswerSource.ATTRIBUTE
    return ProductAnswer(verdict, name, value, source=source)


def _size(asked: AskedQuestion, product: Product) -> ProductAnswer | None:
    """Whether there is a size that is asked for; what is sold out is in no size."""
    named, size = kinds.attribute(product.attributes, "size"), asked_size(asked.text)
    if named is None or size is None:
        return None
    there = has_size(named[1], size)
    if there is None and size.months is not None:
        return None  # an age, where sizes are no ages
    in_stock = asked.topics.get("stock", 0.0) >= _LIKELY
    if there and in_stock and not product.available:
        return _stock(product)
    # How many there are is told of all sizes together
    there = None if there and in_stock else there
    return _told(named, _verdict(there if asked.polar else None, AnswerVerdict.VALUE))


def _kind(asked: AskedQuestion, product: Product, kind: str, topics: Topics) -> ProductAnswer | None:
    """Whether it is of a material or a colour that is named; None where its text speaks of that, too."""
    named = kinds.attribute(product.attributes, kind)
    known = kinds.kinds(kind)
    spoken = [word for word in asked.content if word in known]
    if named is None or len(spoken) != 1 or not asked.polar:
        return None
    value = words(named[1])
    beyond = frozenset(asked.content) - topics.words.get(kind, frozenset()) - {*spoken, *value}
    if beyond - frozenset(words(f"{product.title} {product.category}")):
        return None  # "is the *lining* cotton", "is it *light* grey"
    is_so = kinds.of_kind(kind, value, spoken[0])
    if is_so is False and spoken[0] in words(f"{product.title} {product.description}"):
        return None
    if asked.wholly or "," in named[1] or (is_so is False and not asked.of_itself):
        is_so = None  # "does it come in red": this one is blue, and another may be red
    return _told(named, _verdict(is_so, AnswerVerdict.VALUE))


def _tells_apart(asked: AskedQuestion) -> bool:
    """Whether it asks for one material or colour, or for something else of the product's own."""
    return asked.form is QuestionForm.BEING or any(kinds.is_kind(word) for word in asked.content)


def _named_attribute(asked: AskedQuestion, product: Product) -> ProductAnswer | None:
    """An attribute of the shop's own that the question calls by its name: "heel height"."""
    said = frozenset(words(asked.text))
    for name, value in product.attributes.items():
        own = frozenset(words(name))
        if value and len(name) > 2 and own <= said & frozenset(asked.content) and not kinds.is_plain(name):
            return _told((name, value), AnswerVerdict.VALUE)
    return None


def _verdict(is_so: bool | None, otherwise: AnswerVerdict) -> AnswerVerdict:
    if is_so is None:
        return otherwise
    return AnswerVerdict.YES if is_so else AnswerVerdict.NO
