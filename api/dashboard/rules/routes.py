"""The Rules page: what the marketer wants shown more, less, first or never, looked at before it is saved."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from sqlmodel import Session

from api.dashboard.pages import PageRoute, page, to
from api.dashboard.rules.forms import ACTIONS, RuleForm, about, state
from api.dashboard.sessions import PATH, OwnForm, SignedIn, SignedInOf, check_form
from api.dashboard.words import PLACEMENTS
from api.http.dependencies import Now, Services, ServicesOf
from api.http.work import SessionOf
from core import rulebook
from core.errors import InvalidInput
from core.rules import Rule
from serving.preview import Preview, preview

NEW = "new"
router = APIRouter(prefix=f"{PATH}/rules", include_in_schema=False, route_class=PageRoute)


def own_rule_form(services: ServicesOf, account: SignedInOf, form: Annotated[RuleForm, Form()]) -> RuleForm:
    """The fields of a form that came from one of its own pages."""
    check_form(services.keys, account.secret, form.form_token)
    return form


OwnRuleForm = Annotated[RuleForm, Depends(own_rule_form)]


@router.get("")
def overview(services: ServicesOf, session: SessionOf, account: SignedInOf, now: Now) -> Response:
    """All rules, those that hold over others first."""
    rules = [(rule, state(rule, now), about(rule.match)) for rule in rulebook.rules(session)]
    return _page("rules.html", services, account, rules=rules)


@router.get("/{rule_id}")
def edit(rule_id: str, services: ServicesOf, session: SessionOf, account: SignedInOf) -> Response:
    """A rule's fields; empty ones for a new rule."""
    form = RuleForm(enabled=True) if rule_id == NEW else RuleForm.of(rulebook.rule(session, rule_id))
    return _page("rule.html", services, account, rule_id=rule_id, form=form)


@router.post("/{rule_id}")
def save(
    rule_id: str,
    form: OwnRuleForm,
    *,
    services: ServicesOf,
    session: SessionOf,
    account: SignedInOf,
    now: Now,
) -> Response:
    """Show what the rule would change, or save it."""
    try:
        rule = form.rule("" if rule_id == NEW else rule_id)
        if form.do == "save":
            rulebook.save(session, rule, now=now)
            return to("rules")
        comparison = _preview(services, session, rule, now)
    except InvalidInput as error:
        return _page("rule.html", services, account, rule_id=rule_id, form=form, wrong=error.detail)
    return _page("rule.html", services, account, rule_id=rule_id, form=form, comparison=comparison)


@router.post("/{rule_id}/remove")
def remove(rule_id: str, _account: OwnForm, session: SessionOf) -> Response:
    """Take a rule away; the page asked first."""
    rulebook.remove(session, rule_id)
    return to("rules")


def _preview(services: Services, session: Session, rule: Rule, now: datetime) -> Preview:
    answers = services.answers
    return preview(session, answers.snapshot, rule, filters=answers.usual, now=now)


def _page(template: str, services: Services, account: SignedIn, **context: Any) -> Response:
    shared = {"actions": ACTIONS, "placements": PLACEMENTS, "wrong": "", "comparison": None, "new": NEW}
    return page(f"rules/{template}", services, account, **(shared | context))
