"""The passbook of a household: both sides, orders, parcels and money, and the slip the villager takes home."""
