"""The readers of the city's tables; `yunzhu.city.evidence` is the door to them."""

from yunzhu.city.setup import configure_django

# The modules here define nothing without Django's tables.
configure_django()
