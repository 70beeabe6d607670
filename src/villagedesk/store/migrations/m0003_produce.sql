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
CREATE TABLE crop_allocation (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    seller_id VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    price_fen INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    call VARCHAR NOT NULL,
    calls INTEGER NOT NULL,
    called_at INTEGER,
    weighed INTEGER NOT NULL,
    weighed_at INTEGER,
    grade VARCHAR NOT NULL,
    boxes INTEGER NOT NULL,
    gross_fen INTEGER NOT NULL,
    platform_fen INTEGER NOT NULL,
    service_fen INTEGER NOT NULL,
    freight_fen INTEGER NOT NULL,
    packing_fen INTEGER NOT NULL,
    claim_fen INTEGER NOT NULL,
    other_fen INTEGER NOT NULL,
    other_reason VARCHAR NOT NULL,
    net_fen INTEGER NOT NULL,
    settled_at INTEGER,
    payouts INTEGER NOT NULL,
    payout_id VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_crop_allocation_lot_id ON crop_allocation (lot_id);
CREATE INDEX ix_crop_allocation_order_id ON crop_allocation (order_id);
CREATE INDEX ix_crop_allocation_payout_id ON crop_allocation (payout_id);
CREATE INDEX ix_crop_allocation_sold ON crop_allocation (seller_id, settled_at, gross_fen);
CREATE INDEX ix_crop_allocation_state ON crop_allocation (state);
CREATE TABLE weigh_in (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    allocation_id VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    gross_grams INTEGER NOT NULL,
    tare_grams INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    moisture INTEGER NOT NULL,
    grade VARCHAR NOT NULL,
    scale VARCHAR NOT NULL,
    weighed_at INTEGER NOT NULL,
    taken_back_at INTEGER,
    PRIMARY KEY (id)
);
CREATE INDEX ix_weigh_in_allocation_id ON weigh_in (allocation_id);
CREATE INDEX ix_weigh_in_lot_id ON weigh_in (lot_id);
CREATE TABLE grade_dispute (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    allocation_id VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    room_grade VARCHAR NOT NULL,
    farmer_grade VARCHAR NOT NULL,
    seal_number VARCHAR NOT NULL,
    witness VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    decided VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_grade_dispute_allocation_id ON grade_dispute (allocation_id);
CREATE INDEX ix_grade_dispute_state ON grade_dispute (state);
CREATE TABLE crop_pack (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    allocation_id VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    boxes INTEGER NOT NULL,
    box_quantity INTEGER NOT NULL,
    packed_at INTEGER NOT NULL,
    taken_back_at INTEGER,
    PRIMARY KEY (id)
);
CREATE INDEX ix_crop_pack_allocation_id ON crop_pack (allocation_id);
CREATE INDEX ix_crop_pack_lot_id ON crop_pack (lot_id);
CREATE INDEX ix_crop_pack_order_id ON crop_pack (order_id);
CREATE TABLE crop_shipment (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    driver VARCHAR NOT NULL,
    waybill VARCHAR NOT NULL,
    boxes INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    handed_at INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_crop_shipment_order_id ON crop_shipment (order_id);
CREATE TABLE crop_claim (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    allocations VARCHAR NOT NULL,
    asked_fen INTEGER NOT NULL,
    fen INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    decided_at INTEGER,
    PRIMARY KEY (id)
);
CREATE INDEX ix_crop_claim_order_id ON crop_claim (order_id);
CREATE INDEX ix_crop_claim_state ON crop_claim (state);
CREATE TABLE crop_payout (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    seller_id VARCHAR NOT NULL,
    fen INTEGER NOT NULL,
    how VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    account_id VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    paid_at INTEGER,
    answer VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_crop_payout_person_id ON crop_payout (person_id);
CREATE INDEX ix_crop_payout_seller_id ON crop_payout (seller_id);
CREATE INDEX ix_crop_payout_state ON crop_payout (state);
ALTER TABLE crop_order ADD COLUMN number VARCHAR NOT NULL DEFAULT '';
ALTER TABLE crop_order ADD COLUMN product VARCHAR NOT NULL DEFAULT '';
ALTER TABLE crop_order ADD COLUMN grade VARCHAR NOT NULL DEFAULT '';
ALTER TABLE crop_order ADD COLUMN handed_over_at INTEGER;
ALTER TABLE crop_order ADD COLUMN delivered_at INTEGER;
ALTER TABLE crop_order ADD COLUMN claim_until_at INTEGER;
ALTER TABLE crop_order ADD COLUMN gross_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN platform_rate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN service_rate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN freight_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN packing_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN claim_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN net_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crop_order ADD COLUMN settled_at INTEGER;
ALTER TABLE crop_order ADD COLUMN rules VARCHAR NOT NULL DEFAULT '';
CREATE INDEX ix_crop_order_settled_at ON crop_order (settled_at);
CREATE TABLE crop_season (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, plot_id VARCHAR NOT NULL, person_id VARCHAR NOT NULL, crop VARCHAR NOT NULL, variety VARCHAR NOT NULL, sown_on VARCHAR NOT NULL, area INTEGER NOT NULL, expected INTEGER NOT NULL, actual INTEGER NOT NULL, ended_on VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_crop_season_person_id ON crop_season (person_id);
CREATE INDEX ix_crop_season_plot_id ON crop_season (plot_id);
CREATE TABLE input_use (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, season_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, product VARCHAR NOT NULL, licence_no VARCHAR NOT NULL, dose VARCHAR NOT NULL, used_on VARCHAR NOT NULL, interval_days INTEGER NOT NULL, problems VARCHAR NOT NULL, order_line_id VARCHAR NOT NULL, struck VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_input_use_season_id ON input_use (season_id);
CREATE TABLE lot_move (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, from_lot VARCHAR NOT NULL, to_lot VARCHAR NOT NULL, quantity INTEGER NOT NULL, kind VARCHAR NOT NULL, reason VARCHAR NOT NULL, note VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_lot_move_from_lot ON lot_move (from_lot);
CREATE INDEX ix_lot_move_to_lot ON lot_move (to_lot);
CREATE TABLE lot_test (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, lot_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, tested_on VARCHAR NOT NULL, inhibition INTEGER, passed BOOLEAN NOT NULL, tested_by VARCHAR NOT NULL, clears VARCHAR NOT NULL, note VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_lot_test_lot_id ON lot_test (lot_id);
CREATE TABLE certificate (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, number VARCHAR NOT NULL, lot_id VARCHAR NOT NULL, product VARCHAR NOT NULL, quantity INTEGER NOT NULL, sale_unit VARCHAR NOT NULL, origin VARCHAR NOT NULL, issuer VARCHAR NOT NULL, contact VARCHAR NOT NULL, basis VARCHAR NOT NULL, issued_on VARCHAR NOT NULL, state VARCHAR NOT NULL, reason VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_certificate_lot_id ON certificate (lot_id);
CREATE INDEX ix_certificate_number ON certificate (number);
CREATE INDEX ix_certificate_state ON certificate (state);
CREATE TABLE collected_certificate (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, lot_id VARCHAR NOT NULL, number VARCHAR NOT NULL, issuer VARCHAR NOT NULL, issued_on VARCHAR NOT NULL, product VARCHAR NOT NULL, quantity INTEGER NOT NULL, sale_unit VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_collected_certificate_lot_id ON collected_certificate (lot_id);
CREATE TABLE revocation (id VARCHAR NOT NULL, created_at INTEGER NOT NULL, created_by VARCHAR NOT NULL, extra VARCHAR NOT NULL, mark VARCHAR NOT NULL, reason VARCHAR NOT NULL, revoked_on VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_revocation_mark ON revocation (mark);
ALTER TABLE harvest_lot ADD COLUMN season_id VARCHAR NOT NULL DEFAULT '';
ALTER TABLE harvest_lot ADD COLUMN gtin VARCHAR NOT NULL DEFAULT '';
CREATE INDEX ix_harvest_lot_season_id ON harvest_lot (season_id);
CREATE INDEX event_waiting ON event (at) WHERE position IS NULL;
CREATE TABLE traffic (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    up INTEGER NOT NULL,
    down INTEGER NOT NULL,
    around INTEGER NOT NULL,
    packed INTEGER NOT NULL,
    plain INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (day, kind)
);
CREATE TABLE sync_run (
    id INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    how TEXT NOT NULL,
    agreed INTEGER NOT NULL,
    code TEXT NOT NULL,
    sent INTEGER NOT NULL,
    received INTEGER NOT NULL,
    photos INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE agreement (
    scope TEXT NOT NULL,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    differs INTEGER NOT NULL,
    PRIMARY KEY (scope)
);
ALTER TABLE inbox ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN done_by TEXT NOT NULL DEFAULT '';
ALTER TABLE weigh_in ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parcel ADD COLUMN sent_back_at INTEGER;

-- A feed that would remove much is kept beside what stands until somebody has looked at it.
ALTER TABLE reset ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reset ADD COLUMN held_at INTEGER NOT NULL DEFAULT 0;
-- Where the own log stood when a photo was sent, and when somebody last wanted to see it.
ALTER TABLE blob ADD COLUMN sent_log TEXT NOT NULL DEFAULT '';
ALTER TABLE blob ADD COLUMN sent_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blob ADD COLUMN wanted_at INTEGER NOT NULL DEFAULT 0;
CREATE TABLE platform_price (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    market VARCHAR NOT NULL,
    product VARCHAR NOT NULL,
    spec VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    low_fen INTEGER NOT NULL,
    average_fen INTEGER NOT NULL,
    high_fen INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_platform_price_of ON platform_price (product, day);
CREATE TABLE price_series (
    id INTEGER NOT NULL,
    market TEXT NOT NULL,
    product TEXT NOT NULL,
    base TEXT NOT NULL,
    spec TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX price_series_of ON price_series (market, product, spec, unit);
CREATE TABLE market_price (
    series_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    low_fen INTEGER NOT NULL,
    average_fen INTEGER NOT NULL,
    high_fen INTEGER NOT NULL,
    PRIMARY KEY (series_id, day)
) WITHOUT ROWID;
ALTER TABLE listing ADD COLUMN pack INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ix_parcel_sent_back ON parcel (state, sent_back_at) WHERE sent_back_at IS NOT NULL;
