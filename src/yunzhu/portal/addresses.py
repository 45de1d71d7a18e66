"""Which page answers which address; so far only the admin's."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

admin.autodiscover()

urlpatterns = [path("admin/", admin.site.urls)]
