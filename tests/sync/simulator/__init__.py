"""A district of many centres with all the bad luck there is, on the real engine, real files and real sticks.

``district`` is what stands there, ``fate`` what happens to it day by day, ``judge`` what may never be seen at the end,
``planted`` the mistakes that the judge has to find. There is no socket: central is called as its own routes call it.
"""
