-- Warnings that were published: one of each case at most, redacted when it was published.

CREATE TABLE warnings (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    published TEXT NOT NULL,
    made_by TEXT NOT NULL,
    -- As JSON; what is masked in it is not in this table anywhere.
    warning TEXT NOT NULL
);

CREATE INDEX warnings_by_published ON warnings (published);
