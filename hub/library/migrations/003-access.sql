-- The hub belongs to whoever typed the claim code; one row, once.
CREATE TABLE claim (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  name TEXT NOT NULL,
  claimedAt TEXT NOT NULL
) STRICT;

-- Sessions of pages, API tokens of programs, and invites: each a secret that stands for a role.
CREATE TABLE accessKeys (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('session', 'token', 'invite')),
  -- SHA-256 of the secret, which is kept nowhere.
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  seenAt TEXT NOT NULL,
  expiresAt TEXT
) STRICT, WITHOUT ROWID;
