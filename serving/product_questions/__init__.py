"""Questions about one product, answered from its own words and values, or not at all."""

from serving.product_questions.answer import AnswerVerdict, ProductAnswer
from serving.product_questions.answering import ProductQuestions
from serving.product_questions.sentences import AnswerSource

__all__ = ["AnswerSource", "AnswerVerdict", "ProductAnswer", "ProductQuestions"]
