"""The only writers of the city: one function per change, each check, do and log in one step.

Every function takes ``by``, the name of the account that acts, and ``at``, when it happened
(the city's wall clock, now when not given, never in the future). A refused action raises an
error of `yunzhu.errors` and changes nothing.
"""

from yunzhu.city.setup import configure_django

# The modules here define nothing without Django's tables.
configure_django()
