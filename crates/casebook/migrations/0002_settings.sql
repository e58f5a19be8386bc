-- What holds for the whole casebook, such as how long closed cases are kept: values as JSON.

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
