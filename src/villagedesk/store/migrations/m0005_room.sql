-- What setting up a centre, planning a class and the counter lacked. One statement a line.
ALTER TABLE centre_setup ADD COLUMN missing VARCHAR NOT NULL DEFAULT '';
ALTER TABLE centre_setup ADD COLUMN papers VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN until VARCHAR NOT NULL DEFAULT '';
ALTER TABLE input_check ADD COLUMN good_until VARCHAR NOT NULL DEFAULT '';
ALTER TABLE centre_contract ADD COLUMN terms VARCHAR NOT NULL DEFAULT '';
ALTER TABLE county_course ADD COLUMN withdrawn_on VARCHAR NOT NULL DEFAULT '';
ALTER TABLE course_pack ADD COLUMN withdrawn_on VARCHAR NOT NULL DEFAULT '';
CREATE TABLE material_copy (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, device INTEGER NOT NULL, course VARCHAR NOT NULL, version INTEGER NOT NULL, state VARCHAR NOT NULL, PRIMARY KEY (id));
ALTER TABLE enrolment ADD COLUMN beside VARCHAR NOT NULL DEFAULT '';
