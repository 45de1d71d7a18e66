"""The first entry of a city's audit log."""

from __future__ import annotations

from django.db import transaction

from yunzhu.city.actions.recording import LOCAL_OPERATOR, Action
from yunzhu.city.clock import stored
from yunzhu.city.models import City
from yunzhu.periods import city_now
from yunzhu.values import Origin


def found_city(origin: Origin) -> str | None:
    """Write down the origin of a new database's city and return the hash of its first entry.

    A city that is there stays as it is, and nothing is returned.
    """
    now = city_now()
    with transaction.atomic():
        city, is_new = City.objects.get_or_create(
            id=1, defaults={"origin": origin.value, "founded_at": stored(now)}
        )
        if not is_new:
            return None
        action = Action(city, LOCAL_OPERATOR, now, now)
        action.log("city.found", "city", city.pk, {"origin": origin.value})
        return city.audit_head
