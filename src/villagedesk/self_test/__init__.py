"""``villagedesk --self-test``: does everything work on this computer? Asked of an installation, in a folder of its own."""
