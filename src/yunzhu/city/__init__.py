"""The city's own records: areas, working days, documents, work items, accounts and their audit.

Open a city first; then the modules of ``actions`` change it and those of ``queries`` read it::

    from yunzhu.city.setup import open_city, prepare_city
    from yunzhu.city.evidence import work_item_records
"""
