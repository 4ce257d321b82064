-- Portable between SQLite and PostgreSQL: TEXT and BIGINT only, times as fixed-width UTC text, ids UUIDv7 as text,
-- durations in whole minutes, quantities and coefficients in thousandths, truth as 0 or 1.

CREATE TABLE units (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT REFERENCES units (code),
    bloc TEXT NOT NULL,
    regime TEXT NOT NULL,
    level TEXT NOT NULL,
    head TEXT NOT NULL DEFAULT '',
    retired_at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX units_parent ON units (parent);

CREATE TABLE officials (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    unit TEXT NOT NULL REFERENCES units (code),
    title TEXT NOT NULL,
    position TEXT NOT NULL,
    leader BIGINT NOT NULL,
    approver TEXT NOT NULL DEFAULT '',
    admin TEXT NOT NULL,
    kind TEXT NOT NULL,
    retired_at TEXT NOT NULL DEFAULT '',
    writes BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX officials_unit ON officials (unit);

CREATE TABLE lists (
    id TEXT PRIMARY KEY,
    task_group TEXT NOT NULL,
    unit TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    UNIQUE (task_group, unit, name)
);

CREATE TABLE items (
    code TEXT PRIMARY KEY,
    list TEXT NOT NULL REFERENCES lists (id),
    name TEXT NOT NULL,
    product TEXT NOT NULL,
    unit_of_measure TEXT NOT NULL,
    coefficient BIGINT NOT NULL,
    norm_minutes BIGINT,
    keywords TEXT NOT NULL,
    positions TEXT NOT NULL,
    source TEXT NOT NULL,
    place BIGINT NOT NULL,
    retired_at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX items_list ON items (list);

-- One row: every import that changes something bumps it, so that built indexes know when they are old.
CREATE TABLE catalog_version (
    only_row BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO catalog_version (only_row, version) VALUES (1, 1);

CREATE TABLE invites (
    code_hash TEXT PRIMARY KEY,
    official TEXT NOT NULL REFERENCES officials (code),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT NOT NULL DEFAULT '',
    used_by TEXT NOT NULL DEFAULT ''
);

-- The id is channel and address: no second constraint on those, which would not be the one an upsert waits for.
CREATE TABLE chats (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    official TEXT REFERENCES officials (code),
    seq BIGINT NOT NULL DEFAULT 0,
    bound_at TEXT NOT NULL DEFAULT '',
    wrong_codes BIGINT NOT NULL DEFAULT 0,
    barred_until TEXT NOT NULL DEFAULT '',
    unreachable_since TEXT NOT NULL DEFAULT '',
    send_after TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, official)
);
CREATE INDEX chats_official ON chats (official);

CREATE TABLE inbox (
    chat TEXT NOT NULL REFERENCES chats (id),
    seq BIGINT NOT NULL,
    channel TEXT NOT NULL,
    update_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    message TEXT NOT NULL,
    callback TEXT NOT NULL,
    received_at TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    finished_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (chat, seq),
    UNIQUE (channel, update_key)
);
CREATE INDEX inbox_waiting ON inbox (received_at, chat, seq) WHERE status = 'waiting';
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE status <> 'waiting' AND text <> '';

CREATE TABLE dialogs (
    chat TEXT PRIMARY KEY REFERENCES chats (id),
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    choices TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    official TEXT NOT NULL REFERENCES officials (code),
    unit TEXT NOT NULL,
    sheet TEXT NOT NULL,
    place BIGINT NOT NULL,
    item TEXT NOT NULL,
    item_name TEXT NOT NULL,
    task_group TEXT NOT NULL,
    coefficient BIGINT NOT NULL,
    norm_minutes BIGINT,
    worked_on TEXT NOT NULL,
    minutes_declared BIGINT,
    minutes_approved BIGINT,
    quantity BIGINT,
    completed BIGINT NOT NULL,
    product TEXT NOT NULL,
    words TEXT NOT NULL,
    status TEXT NOT NULL,
    quality TEXT NOT NULL,
    quality_self TEXT NOT NULL,
    reason TEXT NOT NULL,
    reason_preset TEXT NOT NULL,
    approver TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    channel TEXT NOT NULL,
    flags TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
CREATE INDEX entries_by_day ON entries (official, worked_on);
CREATE INDEX entries_recent ON entries (official, created_at);
CREATE INDEX entries_queue ON entries (approver, submitted_at, id) WHERE status = 'submitted';
CREATE INDEX entries_decided ON entries (decided_by, decided_at);
CREATE INDEX entries_sheet ON entries (sheet);
CREATE INDEX entries_period ON entries (worked_on, id);

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    chat TEXT NOT NULL REFERENCES chats (id),
    channel TEXT NOT NULL,
    lane BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    not_before TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    doubtful BIGINT NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    finished_at TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_open ON outbox (lane, id) WHERE status IN ('waiting', 'sending');
CREATE INDEX outbox_open_chat ON outbox (chat, subject) WHERE status IN ('waiting', 'sending');
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at <> '' AND body <> '';

-- Where a subject (an entry's card, a draft) stands on a phone, so that it can be edited in place.
CREATE TABLE shown (
    chat TEXT NOT NULL REFERENCES chats (id),
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    shown_at TEXT NOT NULL,
    PRIMARY KEY (chat, subject)
);

CREATE TABLE chains (
    name TEXT PRIMARY KEY,
    n BIGINT NOT NULL,
    head TEXT NOT NULL
);

CREATE TABLE audit (
    chain TEXT NOT NULL,
    n BIGINT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    words_hash TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (chain, n)
);
CREATE INDEX audit_subject ON audit (subject, at);

-- The typed words themselves, apart from the chain: deleting a row here leaves the chain provable.
CREATE TABLE audit_words (
    words_hash TEXT PRIMARY KEY,
    salt TEXT NOT NULL,
    words TEXT NOT NULL
);
