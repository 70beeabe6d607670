-- The tables of version 1, as they are on the computers of centres. Never edited: what changes is a new migration.
CREATE TABLE centre (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    village_name VARCHAR NOT NULL,
    village_code VARCHAR NOT NULL,
    county VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE signing_key (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    device VARCHAR NOT NULL,
    public_key VARCHAR NOT NULL,
    issuer VARCHAR NOT NULL,
    revoked_on VARCHAR,
    PRIMARY KEY (id)
);
CREATE TABLE operator (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE person (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    resident_id VARCHAR,
    phone VARCHAR,
    village_code VARCHAR,
    village_group VARCHAR,
    address VARCHAR,
    nickname VARCHAR,
    sex VARCHAR,
    born_on VARCHAR,
    household_id VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_person_household_id ON person (household_id);
CREATE INDEX ix_person_phone ON person (phone);
CREATE INDEX ix_person_resident_id ON person (resident_id);
CREATE TABLE person_photo (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_person_photo_person_id ON person_photo (person_id);
CREATE TABLE plot (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    area INTEGER,
    crops VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_plot_person_id ON plot (person_id);
CREATE TABLE payout_account (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    bank VARCHAR,
    number VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_payout_account_person_id ON payout_account (person_id);
CREATE TABLE seller (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    licence_no VARCHAR,
    cooperative VARCHAR,
    state VARCHAR NOT NULL,
    return_reason VARCHAR,
    return_field VARCHAR,
    next_verify_on VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_seller_person_id ON seller (person_id);
CREATE INDEX ix_seller_state ON seller (state);
CREATE TABLE consent (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    wording_version VARCHAR NOT NULL,
    way VARCHAR NOT NULL,
    witness VARCHAR,
    given BOOLEAN NOT NULL,
    replaces VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_consent_person_id ON consent (person_id);
CREATE TABLE harvest_lot (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    seller_id VARCHAR NOT NULL,
    product VARCHAR NOT NULL,
    variety VARCHAR,
    grade VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    sale_unit VARCHAR NOT NULL,
    harvested_on VARCHAR NOT NULL,
    plot VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_harvest_lot_code ON harvest_lot (code);
CREATE INDEX ix_harvest_lot_seller_id ON harvest_lot (seller_id);
CREATE TABLE lot_photo (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_lot_photo_lot_id ON lot_photo (lot_id);
CREATE TABLE listing (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    price_fen INTEGER NOT NULL,
    sale_unit VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    refuse_reason VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_listing_lot_id ON listing (lot_id);
CREATE INDEX ix_listing_state ON listing (state);
CREATE TABLE crop_order (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    lot_id VARCHAR NOT NULL,
    listing_id VARCHAR NOT NULL,
    buyer VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    price_fen INTEGER NOT NULL,
    sale_unit VARCHAR NOT NULL,
    ship_by_on VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_crop_order_listing_id ON crop_order (listing_id);
CREATE INDEX ix_crop_order_lot_id ON crop_order (lot_id);
CREATE INDEX ix_crop_order_state ON crop_order (state);
CREATE TABLE "order" (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    pay VARCHAR NOT NULL,
    total_fen INTEGER NOT NULL,
    ceiling_fen INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    confirmed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    central_number VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    refund_fen INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_order_number ON "order" (number);
CREATE INDEX ix_order_person_id ON "order" (person_id);
CREATE INDEX ix_order_state ON "order" (state);
CREATE TABLE order_line (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    goods_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    spec VARCHAR NOT NULL,
    icon VARCHAR NOT NULL,
    price_fen INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    new_price_fen INTEGER,
    out_of_stock BOOLEAN NOT NULL,
    dropped BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_order_line_order_id ON order_line (order_id);
CREATE TABLE parcel (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    order_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    waybill VARCHAR NOT NULL,
    grams INTEGER NOT NULL,
    due_fen INTEGER NOT NULL,
    van_at INTEGER,
    state VARCHAR NOT NULL,
    shelf VARCHAR NOT NULL,
    pickup_code VARCHAR NOT NULL,
    extra_on_van BOOLEAN NOT NULL,
    call VARCHAR NOT NULL,
    arrived_at INTEGER,
    collected_at INTEGER,
    collected_by VARCHAR NOT NULL,
    sent_back_reason VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_parcel_order_id ON parcel (order_id);
CREATE INDEX ix_parcel_person_id ON parcel (person_id);
CREATE INDEX ix_parcel_state ON parcel (state);
CREATE INDEX ix_parcel_waybill ON parcel (waybill);
CREATE TABLE cash_entry (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    drawer INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    amount_fen INTEGER NOT NULL,
    order_id VARCHAR NOT NULL,
    parcel_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    reversal_of VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_cash_entry_drawer ON cash_entry (drawer);
CREATE INDEX ix_cash_entry_order_id ON cash_entry (order_id);
CREATE TABLE training_class (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    trainer VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE training_session (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    held_on VARCHAR NOT NULL,
    begins INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    topic VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_training_session_class_id ON training_session (class_id);
CREATE INDEX ix_training_session_held_on ON training_session (held_on);
CREATE TABLE enrolment (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    person_id VARCHAR,
    name VARCHAR NOT NULL,
    village_group VARCHAR NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_enrolment_class_id ON enrolment (class_id);
CREATE INDEX ix_enrolment_person_id ON enrolment (person_id);
CREATE TABLE attendance (
    id VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    created_by VARCHAR NOT NULL,
    extra VARCHAR NOT NULL,
    class_id VARCHAR NOT NULL,
    session_id VARCHAR NOT NULL,
    enrolment_id VARCHAR NOT NULL,
    mark VARCHAR NOT NULL,
    at INTEGER NOT NULL,
    way VARCHAR NOT NULL,
    proxy VARCHAR,
    replaces VARCHAR,
    PRIMARY KEY (id)
);
CREATE INDEX ix_attendance_session_id ON attendance (session_id);
CREATE TABLE blob (
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sent_bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (sha256)
);
CREATE INDEX blob_by_state ON blob (state, size);
CREATE TABLE credential (
    operator_id TEXT NOT NULL,
    pin_hash TEXT NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    PRIMARY KEY (operator_id)
);
CREATE TABLE cursor (
    scope TEXT NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    count INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (scope)
);
CREATE TABLE draft (
    form TEXT NOT NULL,
    "key" TEXT NOT NULL,
    data TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (form, "key")
);
CREATE TABLE event (
    id TEXT NOT NULL,
    log TEXT NOT NULL,
    seq INTEGER NOT NULL,
    scope TEXT NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL,
    link BLOB,
    position INTEGER,
    result TEXT,
    kept TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX event_by_log ON event (log, seq);
CREATE INDEX event_by_position ON event (scope, position);
CREATE INDEX event_deferred ON event (scope, position) WHERE result = 'deferred';
CREATE TABLE inbox (
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    entity TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT,
    ours TEXT,
    theirs TEXT,
    code TEXT NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (id)
);
CREATE TABLE label_scan (
    fingerprint TEXT NOT NULL,
    day TEXT NOT NULL,
    times INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, day)
);
CREATE TABLE log (
    id TEXT NOT NULL,
    head_seq INTEGER NOT NULL,
    head_link BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE person_key (
    "key" TEXT NOT NULL,
    person_id TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY ("key", person_id)
)
 WITHOUT ROWID;
CREATE INDEX person_key_by_person ON person_key (person_id);
CREATE TABLE print_job (
    id INTEGER NOT NULL,
    paper TEXT NOT NULL,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    data BLOB NOT NULL,
    copies INTEGER NOT NULL,
    reprint INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    on_paper INTEGER NOT NULL,
    place TEXT NOT NULL,
    code TEXT NOT NULL,
    params TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX print_job_by_about ON print_job (about);
CREATE INDEX print_job_by_state ON print_job (state, id);
CREATE TABLE shadow (
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    data TEXT,
    waiting INTEGER NOT NULL,
    PRIMARY KEY (entity, id)
);
CREATE TABLE unknown_row (
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (entity, id)
);
