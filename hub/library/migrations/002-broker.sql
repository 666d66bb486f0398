-- Users of the MQTT broker that the owner made; the hub's own processes are never stored.
-- Secrets are 32 random bytes, so a plain SHA-256 (hex) gives nothing away.
CREATE TABLE broker_user (
  name TEXT PRIMARY KEY,
  scope TEXT NOT NULL,
  secret_sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Retained state, so that it outlives the hub.
CREATE TABLE broker_retained (
  topic TEXT PRIMARY KEY,
  payload BLOB NOT NULL,
  qos INTEGER NOT NULL,
  kept_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
