-- What happens unasked: jobs, what people chose about them, and the chats of our own web page.

-- Which job has told whom about which period, written with what is sent: nobody is told twice, however often it runs.
CREATE TABLE ledger (
    job TEXT NOT NULL,
    period TEXT NOT NULL,
    official TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (job, period, official)
);
CREATE INDEX ledger_old ON ledger (at);

CREATE TABLE job_runs (
    job TEXT PRIMARY KEY,
    looked_at TEXT NOT NULL,
    ran_at TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL DEFAULT '',
    written BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE reminder_choices (
    official TEXT PRIMARY KEY REFERENCES officials (code),
    remind_at TEXT NOT NULL DEFAULT '',
    paused_until TEXT NOT NULL DEFAULT ''
);

CREATE TABLE days_off (
    official TEXT NOT NULL REFERENCES officials (code),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (official, day)
);

-- Who may do what only one process may do at a time; `fence` grows with every holder.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until TEXT NOT NULL,
    fence BIGINT NOT NULL
);

-- Our own web chat: `place` is where a bubble stands, `changed` grows with every change in the chat, so that a browser
-- that was away asks for what has changed since. `official` is whose it is: whoever has the chat next does not see it.
ALTER TABLE chats ADD COLUMN web_changes BIGINT NOT NULL DEFAULT 0;
CREATE TABLE web_messages (
    chat TEXT NOT NULL REFERENCES chats (id),
    place BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    official TEXT NOT NULL,
    side TEXT NOT NULL,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    edited_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (chat, place)
);
CREATE INDEX web_messages_changed ON web_messages (chat, changed);
CREATE INDEX web_messages_old ON web_messages (at) WHERE body <> '';
CREATE INDEX outbox_web ON outbox (lane, id, not_before) WHERE status = 'waiting' AND channel = 'web';

-- Whom somebody leads is asked for each of 40,000 people every week.
CREATE INDEX officials_approver ON officials (approver) WHERE approver <> '';
CREATE INDEX units_head ON units (head) WHERE head <> '';

-- A draft is in no index but those that look for drafts; a person's habits are read from an index alone.
DROP INDEX entries_decided;
CREATE INDEX entries_decided ON entries (decided_by, decided_at) WHERE decided_by <> '';
DROP INDEX entries_recent;
CREATE INDEX entries_recent ON entries (official, created_at, id, item);

-- What is to go later than it was written, and to whom nothing may go yet: few among many, found without looking at all.
CREATE INDEX outbox_later ON outbox (not_before) WHERE status IN ('waiting', 'sending') AND not_before > created_at;
CREATE INDEX chats_on_hold ON chats (send_after) WHERE send_after <> '';

-- What a restore holds for review.
CREATE INDEX outbox_held ON outbox (id) WHERE status = 'held';
