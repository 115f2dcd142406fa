"""The formats that files come in, as tables (TOML), and what makes rows in our columns of any of them."""

from jobs.importers.formats.form import Form, forms
from jobs.importers.formats.recognition import recognised
from jobs.importers.formats.translation import Row, Translation

__all__ = ["Form", "Row", "Translation", "forms", "recognised"]
