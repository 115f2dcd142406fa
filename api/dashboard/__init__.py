"""The marketer's pages, a folder a page: what was counted, said, sent and trained, for people who sign in."""

from api.dashboard.conversations import routes as conversations
from api.dashboard.emails import routes as emails
from api.dashboard.models import routes as models
from api.dashboard.overview import routes as overview
from api.dashboard.pages import STATIC
from api.dashboard.rules import routes as rules
from api.dashboard.segments import routes as segments
from api.dashboard.sign_in import routes as sign_in
from api.dashboard.why import routes as why

__all__ = ["ROUTERS", "STATIC"]

PAGES = (sign_in, rules, why, overview, emails, models, segments, conversations)
ROUTERS = tuple(page.router for page in PAGES)
