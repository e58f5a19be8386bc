-- `cases_by_change` of the third migration does all that this index did.

DROP INDEX cases_by_changed;
