-- Produce, from the first visit to money in hand.
ALTER TABLE plot ADD COLUMN name VARCHAR;
ALTER TABLE plot ADD COLUMN tenure VARCHAR;
ALTER TABLE plot ADD COLUMN village_code VARCHAR;
ALTER TABLE plot ADD COLUMN latitude INTEGER;
ALTER TABLE plot ADD COLUMN longitude INTEGER;
ALTER TABLE plot ADD COLUMN sketch VARCHAR;
ALTER TABLE plot ADD COLUMN given_up_on VARCHAR;
ALTER TABLE person ADD COLUMN relation VARCHAR;
ALTER TABLE person ADD COLUMN land_contract VARCHAR;
ALTER TABLE person ADD COLUMN village_edition VARCHAR;
ALTER TABLE payout_account ADD COLUMN holder VARCHAR;
ALTER TABLE seller ADD COLUMN licence_scope VARCHAR;
ALTER TABLE seller ADD COLUMN licence_until VARCHAR;
ALTER TABLE seller ADD COLUMN declared_on VARCHAR;
CREATE TABLE person_merge (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    kept_id VARCHAR NOT NULL,
    gone_id VARCHAR NOT NULL,
    undoes VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_person_merge_kept_id ON person_merge (kept_id);
CREATE INDEX ix_person_merge_gone_id ON person_merge (gone_id);
CREATE TABLE person_alias (
    person_id TEXT NOT NULL,
    kept_id TEXT NOT NULL,
    PRIMARY KEY (person_id)
);
CREATE INDEX ix_person_alias_kept_id ON person_alias (kept_id);
CREATE TABLE seller_visit (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    seller_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    visited_on VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    note VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_seller_visit_seller_id ON seller_visit (seller_id);
CREATE INDEX ix_seller_visit_person_id ON seller_visit (person_id);
CREATE TABLE import_run (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    undone_at INTEGER,
    PRIMARY KEY (id)
);
CREATE TABLE import_row (
    import_id INTEGER NOT NULL,
    entity TEXT NOT NULL,
    row_id TEXT NOT NULL,
    PRIMARY KEY (import_id, entity, row_id)
) WITHOUT ROWID;
