"""The provider's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from infra.devstack.demo import CLINICS, PEOPLE, Person
from infra.devstack.sandbox.cedar import CEDAR

SIGN_IN = Template((Path(__file__).parent / "sign_in.html").read_text(encoding="utf-8"))


def sign_in(request: Mapping[str, str]) -> str:
    """Return the page that lists the demo people, with the request in escaped hidden fields."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in request.items()
    )
    clinics = (*CLINICS, CEDAR)
    groups = (_group(clinic.name, hidden, (each for each in PEOPLE if each.clinic == clinic.id)) for clinic in clinics)
    return SIGN_IN.substitute(groups="".join(groups))


def _group(title: str, hidden: str, people: Iterable[Person]) -> str:
    rows = "".join(_row(person) for person in people)
    return f'<h2>{escape(title)}</h2><form method="post" action="authorize">{hidden}<ul>{rows}</ul></form>'


def _row(person: Person) -> str:
    initials = "".join(word[0] for word in person.name.split()[:2])
    return (
        f'<li><button name="person" value="{escape(person.id)}">'
        f'<span class="initials" aria-hidden="true">{escape(initials)}</span>'
        f'<span><span class="name">{escape(person.name)}</span><span class="note">{escape(person.note)}</span></span>'
        "</button></li>"
    )
