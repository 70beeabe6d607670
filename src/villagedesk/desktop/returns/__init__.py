"""Goods and money that go back: the lists, the form, one return, and paying out against a signature."""
