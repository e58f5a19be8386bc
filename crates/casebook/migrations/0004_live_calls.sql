-- Calls that are being heard and kept: which server hears each, and its heartbeat. A server whose
-- beat stands still is gone, and another one may take its calls up.

CREATE TABLE live_calls (
    -- The name of the call in addresses.
    room TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    -- The number of the call within the case.
    part BIGINT NOT NULL,
    country TEXT,
    -- The server that hears it; empty where it was let go.
    server TEXT NOT NULL,
    beat BIGINT NOT NULL
);
