-- Pieces are kept whole; the other columns only find them again.
CREATE TABLE pieces (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  -- In the bin since then, gone for good 30 days later.
  removedAt TEXT,
  -- What a list shows, as JSON.
  summary TEXT NOT NULL,
  -- The piece: gzip of its JSON, given back byte for byte.
  body BLOB NOT NULL,
  -- Who asked with which Idempotency-Key, and a hash of what was asked: a repeat finds this piece.
  askedWith TEXT UNIQUE,
  askedFor TEXT
) STRICT;
CREATE INDEX piecesByTime ON pieces (createdAt DESC, id DESC) WHERE removedAt IS NULL;

CREATE TABLE pieceTags (
  tag TEXT NOT NULL,
  number INTEGER NOT NULL REFERENCES pieces (number) ON DELETE CASCADE,
  PRIMARY KEY (tag, number)
) STRICT, WITHOUT ROWID;

-- '#' belongs to a word, so that C# is not C.
CREATE VIRTUAL TABLE pieceWords USING fts5(
  title, prompt, style, key, tags,
  tokenize = "unicode61 remove_diacritics 2 tokenchars '#'"
);

CREATE TABLE takes (
  id TEXT PRIMARY KEY,
  createdAt TEXT NOT NULL,
  removedAt TEXT,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX takesByTime ON takes (createdAt DESC, id DESC) WHERE removedAt IS NULL;

-- Segments are kept as they came, gzip of the text: a reader of tomorrow may see more in them.
CREATE TABLE journalSegments (
  name TEXT PRIMARY KEY,
  session TEXT NOT NULL,
  -- The segment before it, where the writer knew one.
  previous TEXT,
  -- When the machine booted, by its wall clock, ms: times below count from there.
  bootMs REAL NOT NULL,
  -- CLOCK_MONOTONIC ms of its first and its last record.
  fromMs REAL NOT NULL,
  toMs REAL NOT NULL,
  sha256 TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX journalSegmentsByTime ON journalSegments (fromMs, toMs);

-- Every "keep that" of the journal, with what its segment tells; while it waits, segments are missing.
CREATE TABLE journalKeeps (
  take TEXT PRIMARY KEY,
  session TEXT NOT NULL,
  title TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  bootMs REAL NOT NULL,
  fromMs REAL NOT NULL,
  toMs REAL NOT NULL,
  waiting INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX journalKeepsByTime ON journalKeeps (waiting, fromMs, toMs);

-- What a piece sounds like, as blobs named by their SHA-256.
CREATE TABLE renditions (
  piece INTEGER NOT NULL REFERENCES pieces (number) ON DELETE CASCADE,
  recipe TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  seconds REAL NOT NULL,
  lufs REAL NOT NULL,
  truePeakDb REAL NOT NULL,
  -- Loudness over time for a picture, 0 to 1, as JSON.
  peaks TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  PRIMARY KEY (piece, recipe)
) STRICT, WITHOUT ROWID;
CREATE INDEX renditionsByHash ON renditions (sha256);

CREATE TABLE rigs (
  revision INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  createdAt TEXT NOT NULL
) STRICT;
