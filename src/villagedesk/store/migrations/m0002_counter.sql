-- The counter: returns, fakes, bills, the drawer's day, commission, texts, and what orders and parcels need for them.
CREATE TABLE proxy (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    proxy_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    until VARCHAR NOT NULL,
    withdrawn_at INTEGER,
    PRIMARY KEY (id)
);
CREATE INDEX ix_proxy_person_id ON proxy (person_id);
CREATE INDEX ix_proxy_proxy_id ON proxy (proxy_id);
CREATE TABLE van_visit (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    van_at INTEGER,
    driver VARCHAR NOT NULL,
    finished_at INTEGER NOT NULL,
    present INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    extra_found INTEGER NOT NULL,
    damaged INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_van_visit_van_at ON van_visit (van_at);
CREATE TABLE hand_over (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    parcel_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    handed_at INTEGER NOT NULL,
    proof VARCHAR NOT NULL,
    proxy VARCHAR NOT NULL,
    proxy_id VARCHAR NOT NULL,
    inspected VARCHAR NOT NULL,
    due_fen INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_hand_over_made ON hand_over (handed_at, created_by);
CREATE INDEX ix_hand_over_parcel_id ON hand_over (parcel_id);
CREATE INDEX ix_hand_over_person_id ON hand_over (person_id);
CREATE TABLE return (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    parcel_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    asked_at INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    freight_payer VARCHAR NOT NULL,
    freight_fen INTEGER NOT NULL,
    fen INTEGER NOT NULL,
    carrier VARCHAR NOT NULL,
    waybill VARCHAR NOT NULL,
    handed_at INTEGER,
    answer VARCHAR NOT NULL,
    goodwill BOOLEAN NOT NULL,
    opened BOOLEAN NOT NULL,
    back_at INTEGER,
    PRIMARY KEY (id)
);
CREATE INDEX ix_return_order_id ON return (order_id);
CREATE INDEX ix_return_person_id ON return (person_id);
CREATE INDEX ix_return_state ON return (state);
CREATE TABLE return_line (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    return_id VARCHAR NOT NULL,
    order_line_id VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_return_line_return_id ON return_line (return_id);
CREATE TABLE refund (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    return_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    fen INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    refunded_at INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_refund_order_id ON refund (order_id);
CREATE INDEX ix_refund_report_id ON refund (report_id);
CREATE TABLE fake_report (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    order_line_id VARCHAR NOT NULL,
    parcel_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    brand VARCHAR NOT NULL,
    seller VARCHAR NOT NULL,
    price_fen INTEGER NOT NULL,
    scanned VARCHAR NOT NULL,
    wrong_with_it VARCHAR NOT NULL,
    claim VARCHAR NOT NULL,
    seal_number VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    taken_at INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    advance_fen INTEGER NOT NULL,
    answer VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_fake_report_number ON fake_report (number);
CREATE INDEX ix_fake_report_order_id ON fake_report (order_id);
CREATE INDEX ix_fake_report_person_id ON fake_report (person_id);
CREATE INDEX ix_fake_report_state ON fake_report (state);
CREATE TABLE input_check (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    parcel_id VARCHAR NOT NULL,
    order_line_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    licence_no VARCHAR NOT NULL,
    label_text VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    problems VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_input_check_order_line_id ON input_check (order_line_id);
CREATE INDEX ix_input_check_parcel_id ON input_check (parcel_id);
CREATE TABLE evidence (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    about_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_evidence_about_id ON evidence (about_id);
CREATE TABLE bill (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    holder VARCHAR NOT NULL,
    fen INTEGER NOT NULL,
    fee_fen INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    taken_at INTEGER NOT NULL,
    done_at INTEGER,
    reference VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_bill_number ON bill (number);
CREATE INDEX ix_bill_person_id ON bill (person_id);
CREATE INDEX ix_bill_state ON bill (state);
CREATE TABLE cash_day (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    drawer INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    opened_at INTEGER NOT NULL,
    first_number INTEGER NOT NULL,
    last_number INTEGER,
    counts INTEGER NOT NULL,
    opening_fen INTEGER NOT NULL,
    opening_count VARCHAR NOT NULL,
    closed_at INTEGER,
    closed_by VARCHAR NOT NULL,
    counted_fen INTEGER,
    closing_count VARCHAR NOT NULL,
    expected_fen INTEGER,
    difference_reason VARCHAR NOT NULL,
    witness VARCHAR NOT NULL,
    witness_id VARCHAR NOT NULL,
    witness_proof VARCHAR NOT NULL,
    checked_note VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_cash_day_day ON cash_day (day);
CREATE INDEX ix_cash_day_state ON cash_day (state);
CREATE TABLE deposit (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    drawer INTEGER NOT NULL,
    bag VARCHAR NOT NULL,
    fen INTEGER NOT NULL,
    count VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    packed_at INTEGER NOT NULL,
    banked_at INTEGER,
    reference VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_deposit_state ON deposit (state);
CREATE TABLE commission (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    base_fen INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    fen INTEGER NOT NULL,
    rules VARCHAR NOT NULL,
    refund_id VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_commission_order_id ON commission (order_id);
CREATE INDEX ix_commission_sums ON commission (month, created_at, created_by, fen);
CREATE TABLE commission_payout (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    fen INTEGER NOT NULL,
    paid_on VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_commission_payout_month ON commission_payout (month);
CREATE TABLE text_message (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    about_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    answered_at INTEGER,
    answer VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_text_message_about_id ON text_message (about_id);
CREATE INDEX ix_text_message_state ON text_message (state);
ALTER TABLE "order" ADD COLUMN placed_at INTEGER;
ALTER TABLE "order" ADD COLUMN collected_at INTEGER;
ALTER TABLE "order" ADD COLUMN substitute BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE "order" ADD COLUMN payer_phone VARCHAR NOT NULL DEFAULT '';
ALTER TABLE "order" ADD COLUMN pay_code VARCHAR NOT NULL DEFAULT '';
ALTER TABLE "order" ADD COLUMN payer_paid_at INTEGER;
ALTER TABLE "order" ADD COLUMN payer_paid_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "order" ADD COLUMN given_back INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ix_order_collected_at ON "order" (collected_at);
CREATE INDEX ix_order_confirmed_at ON "order" (confirmed_at);
DROP INDEX ix_order_state;
CREATE INDEX ix_order_taken ON "order" (state, confirmed_at, created_by, person_id, total_fen);
DROP INDEX ix_order_person_id;
CREATE INDEX ix_order_of ON "order" (person_id, confirmed_at);
CREATE INDEX ix_order_pay_code ON "order" (pay_code);
CREATE INDEX ix_order_central_number ON "order" (central_number);
ALTER TABLE order_line ADD COLUMN variant VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN seller VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN brand VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN picture VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN category VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN farm_input VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN unit VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN substitute_id VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN substitute_title VARCHAR NOT NULL DEFAULT '';
ALTER TABLE order_line ADD COLUMN reference_fen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ix_order_line_bought ON order_line (category, created_at, dropped, quantity, price_fen);
CREATE INDEX ix_order_line_reference ON order_line (created_at, dropped, quantity, price_fen, reference_fen) WHERE reference_fen > 0;
ALTER TABLE parcel ADD COLUMN carrier VARCHAR NOT NULL DEFAULT '';
ALTER TABLE parcel ADD COLUMN sent_grams INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parcel ADD COLUMN hub_grams INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parcel ADD COLUMN here_grams INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parcel ADD COLUMN damaged BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE parcel ADD COLUMN damage VARCHAR NOT NULL DEFAULT '';
ALTER TABLE parcel ADD COLUMN arrived_by VARCHAR NOT NULL DEFAULT '';
ALTER TABLE parcel ADD COLUMN calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parcel ADD COLUMN called_at INTEGER;
CREATE INDEX ix_parcel_arrived_at ON parcel (arrived_at);
CREATE INDEX ix_parcel_van_at ON parcel (van_at);
ALTER TABLE cash_entry ADD COLUMN account VARCHAR NOT NULL DEFAULT '';
ALTER TABLE cash_entry ADD COLUMN about_id VARCHAR NOT NULL DEFAULT '';
CREATE INDEX ix_cash_entry_about_id ON cash_entry (about_id);
CREATE INDEX ix_cash_entry_parcel_id ON cash_entry (parcel_id);
CREATE INDEX ix_cash_entry_person_id ON cash_entry (person_id);
CREATE INDEX ix_cash_entry_reversal_of ON cash_entry (reversal_of);
CREATE INDEX ix_cash_entry_created_at ON cash_entry (created_at);
CREATE INDEX ix_cash_entry_book ON cash_entry (drawer, number);
DROP INDEX ix_cash_entry_drawer;
CREATE INDEX ix_cash_entry_account ON cash_entry (account, amount_fen);
CREATE INDEX ix_bill_taken_at ON bill (taken_at);
CREATE INDEX ix_order_float ON "order" (state, total_fen, refund_fen, pay, payer_paid_fen);
CREATE TABLE reset (
    scope TEXT NOT NULL,
    step INTEGER NOT NULL,
    base INTEGER NOT NULL,
    base_hash BLOB NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (scope)
);
CREATE TABLE arriving (
    scope TEXT NOT NULL,
    position INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    log TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body BLOB NOT NULL,
    result TEXT NOT NULL,
    kept TEXT,
    PRIMARY KEY (scope, position)
);
CREATE TABLE owed (
    order_id TEXT NOT NULL,
    fen INTEGER NOT NULL,
    PRIMARY KEY (order_id)
) WITHOUT ROWID;
INSERT INTO owed(order_id, fen)
SELECT id, fen FROM (
    SELECT o.id AS id, coalesce(paid.fen, 0)
        - CASE WHEN o.state IN ('refused', 'cancelled') THEN 0 ELSE max(0, o.total_fen - o.refund_fen) END AS fen
    FROM "order" AS o
    JOIN (SELECT order_id, sum(amount_fen) AS fen FROM cash_entry GROUP BY order_id) AS paid ON paid.order_id = o.id
) WHERE fen > 0;
