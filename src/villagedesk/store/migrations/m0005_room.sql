-- What setting up a centre, planning a class and the counter lacked. One statement a line.
ALTER TABLE centre_setup ADD COLUMN missing VARCHAR NOT NULL DEFAULT '';
ALTER TABLE centre_setup ADD COLUMN papers VARCHAR NOT NULL DEFAULT '';
