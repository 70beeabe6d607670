"""The first start of a new computer: enrol it, add the first operator, try printer and scanner."""
