-- What setting up a centre, planning a class and the counter lacked. One statement a line.
ALTER TABLE centre_setup ADD COLUMN missing VARCHAR NOT NULL DEFAULT '';
ALTER TABLE centre_setup ADD COLUMN papers VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN until VARCHAR NOT NULL DEFAULT '';
ALTER TABLE input_check ADD COLUMN good_until VARCHAR NOT NULL DEFAULT '';
ALTER TABLE centre_contract ADD COLUMN terms VARCHAR NOT NULL DEFAULT '';
