-- Who plans pieces: their place in the chain, the model, the cap a month, and the key, sealed.
CREATE TABLE providers (
  name TEXT PRIMARY KEY,
  -- Not in the chain without one.
  place INTEGER,
  model TEXT,
  capMicroUsd INTEGER,
  sealedKey TEXT
) STRICT, WITHOUT ROWID;

-- What each has cost in a month, 'YYYY-MM' in UTC, in millionths of a dollar.
CREATE TABLE providerSpending (
  provider TEXT NOT NULL,
  month TEXT NOT NULL,
  microUsd INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  PRIMARY KEY (provider, month)
) STRICT, WITHOUT ROWID;
