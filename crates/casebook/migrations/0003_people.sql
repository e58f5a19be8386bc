-- Who may come in, who is in, what they did beside the changes to cases (which are in the cases'
-- own logs), what visitors reported, and what the casebook is set to.

CREATE TABLE people (
    name TEXT PRIMARY KEY NOT NULL,
    role TEXT NOT NULL,
    -- Argon2id, as a PHC string.
    password TEXT NOT NULL,
    added TEXT NOT NULL
);

-- A session is known by the SHA-256 of its token: whoever reads this table cannot come in by it.
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY NOT NULL,
    person TEXT NOT NULL REFERENCES people (name) ON DELETE CASCADE,
    begun TEXT NOT NULL,
    expires TEXT NOT NULL
);

CREATE INDEX sessions_by_person ON sessions (person);

CREATE TABLE audit (
    -- A UUID of version 7, which sorts by time.
    id TEXT PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    deed TEXT NOT NULL,
    -- The case, the person or the report that it was done to.
    subject TEXT
);

CREATE TABLE visitor_reports (
    id TEXT PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    -- waiting, accepted or rejected.
    state TEXT NOT NULL,
    report TEXT NOT NULL,
    -- The case that it became, once accepted.
    case_id TEXT
);

CREATE INDEX visitor_reports_by_state ON visitor_reports (state, id);

CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- The list of cases is read from its last line on.
CREATE INDEX IF NOT EXISTS cases_by_change ON cases (changed, number);
