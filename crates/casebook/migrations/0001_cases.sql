-- Cases and the changes to them. The changes are the truth; the other tables can be made anew
-- from them. Times are texts in universal time (RFC 3339), which sort as they are.

CREATE TABLE cases (
    id TEXT PRIMARY KEY NOT NULL,
    -- What people call it in this casebook.
    number BIGINT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    opened TEXT NOT NULL,
    changed TEXT NOT NULL,
    closed TEXT,
    client TEXT,
    -- The last change, which the next one follows.
    changes BIGINT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX cases_by_changed ON cases (changed);

CREATE TABLE changes (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    act TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);

-- Files that belong to cases, kept under the SHA-256 of their bytes.
CREATE TABLE attachments (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (case_id, sha256)
);

-- Which parts a case has, so that a change can be checked without adding up the whole case.
CREATE TABLE parts (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);
