"""Which page answers which address; so far only the admin's."""

from __future__ import annotations

from django.urls import path

from yunzhu.city.admin import CITY_PAGES

urlpatterns = [path("admin/", CITY_PAGES.urls)]
