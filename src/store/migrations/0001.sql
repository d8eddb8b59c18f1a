-- The first format of workspace.db.
-- Ids are base32 text, digests hexadecimal text (file names on the store apart), clocks and times
-- integers.

-- == truth: nothing below this line can be derived ==

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;

-- Every op that counts or waits, once. seq is the frame that holds it; NULL for an own op that waits in
-- the outbox: these come after the last own frame's clock.
CREATE TABLE op (
  replica TEXT    NOT NULL,
  clock   INTEGER NOT NULL,
  seq     INTEGER,
  record  TEXT    NOT NULL,
  person  TEXT    NOT NULL,
  kind    TEXT    NOT NULL,
  bytes   BLOB    NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX op_record ON op (record, clock);

-- Frames as they were signed. fork = 1: another content stands under the same number.
CREATE TABLE frame (
  replica TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  hash    TEXT    NOT NULL,
  prev    TEXT    NOT NULL,
  device  TEXT    NOT NULL,
  clock   INTEGER NOT NULL,
  fork    INTEGER NOT NULL DEFAULT 0,
  size    INTEGER NOT NULL,
  bytes   BLOB    NOT NULL,
  PRIMARY KEY (replica, seq, hash)
);
-- What each frame had seen: the newest seq of the other replica, where it advanced.
CREATE TABLE seen (
  replica   TEXT    NOT NULL,
  seq       INTEGER NOT NULL,
  other     TEXT    NOT NULL,
  other_seq INTEGER NOT NULL,
  PRIMARY KEY (replica, other, seq)
) WITHOUT ROWID;

CREATE TABLE blob (
  hash TEXT PRIMARY KEY,
  size INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE blob_part (
  hash  TEXT    NOT NULL,
  n     INTEGER NOT NULL,
  bytes BLOB    NOT NULL,
  PRIMARY KEY (hash, n)
);

-- An open edit, beside the log; what it replaces was fixed at its first keystroke.
CREATE TABLE draft (
  record   TEXT NOT NULL,
  row      TEXT NOT NULL,
  field    TEXT NOT NULL,
  value    TEXT NOT NULL,
  replaces TEXT NOT NULL, -- "replica:clock replica:clock …"
  started  INTEGER NOT NULL,
  changed  INTEGER NOT NULL,
  PRIMARY KEY (record, row, field)
) WITHOUT ROWID;

-- First frames of people who are not admitted: at most 32, of at most 4 KiB.
CREATE TABLE stranger (
  replica  TEXT PRIMARY KEY,
  arrived  INTEGER NOT NULL,
  bytes    BLOB NOT NULL
) WITHOUT ROWID;

-- == derived: the fold of the log; can be thrown away and rebuilt ==

CREATE TABLE record (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,           -- release, document
  release    TEXT,                    -- of a document
  form       TEXT,
  definition TEXT,                    -- digest of the pinned definition
  number     TEXT,
  person     TEXT NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  replica    TEXT NOT NULL,
  clock      INTEGER NOT NULL,
  dead       INTEGER NOT NULL DEFAULT 0,
  flagged    INTEGER NOT NULL DEFAULT 0  -- deleted by one, kept by another's unseen edit
) WITHOUT ROWID;
CREATE INDEX record_release ON record (release, form, number) WHERE kind = 'document';
CREATE INDEX record_kind ON record (kind);

CREATE TABLE row (
  record   TEXT NOT NULL,
  id       TEXT NOT NULL,
  parent   TEXT NOT NULL,             -- "" at the top
  tbl      TEXT NOT NULL,             -- path of the table in the form: tasks, items/steps
  position TEXT NOT NULL,             -- the one that is shown
  dead     INTEGER NOT NULL DEFAULT 0, -- the row itself, or one that it is in, is deleted
  flagged  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (record, id)
) WITHOUT ROWID;
CREATE INDEX row_order ON row (record, tbl, parent, position, id);
CREATE INDEX row_parent ON row (record, parent) WHERE parent <> '';

-- Current values of all registers: usually one; several are concurrent siblings (or a set's members).
-- kind: v text, b text in a blob (value = its digest), a attachment (value = "digest size name"),
--       p member of a set, m position, r the add of the row or the making of the record, d a delete
-- shown = 1: the one that is shown first (newest clock, then greatest replica).
CREATE TABLE value (
  n          INTEGER PRIMARY KEY,
  record     TEXT NOT NULL,
  row        TEXT NOT NULL,
  field      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  value      TEXT NOT NULL,
  replica    TEXT NOT NULL,
  clock      INTEGER NOT NULL,
  seq        INTEGER,
  person     TEXT NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  shown      INTEGER NOT NULL
);
CREATE INDEX value_register ON value (record, row, field);
CREATE INDEX value_reference ON value (value) WHERE length (value) = 26;
-- What is rare (deletes, values beside the one that is shown): the common case finds nothing at once.
CREATE INDEX value_special ON value (record, row, field) WHERE kind = 'd' OR shown = 0;

-- Texts in blobs that are not here: values to be found once the blob arrives.
CREATE TABLE blob_text (
  hash TEXT    NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (hash, n)
) WITHOUT ROWID;

-- Ops named as replaced that have not arrived.
CREATE TABLE dangling (
  replica TEXT NOT NULL,
  clock   INTEGER NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;

-- Definitions in force: the register (what, id); the shown one counts.
CREATE TABLE definition (
  what    TEXT NOT NULL,
  id      TEXT NOT NULL,
  hash    TEXT NOT NULL,
  replica TEXT NOT NULL,
  clock   INTEGER NOT NULL,
  person  TEXT NOT NULL,
  PRIMARY KEY (what, id, replica, clock)
) WITHOUT ROWID;

-- Signed statements as they came in; what they are worth is folded by trust and process.
CREATE TABLE statement (
  replica   TEXT NOT NULL,
  clock     INTEGER NOT NULL,
  seq       INTEGER,
  record    TEXT NOT NULL,
  person    TEXT NOT NULL,
  wall      INTEGER NOT NULL,
  hash      TEXT NOT NULL,            -- of the text
  text      BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX statement_record ON statement (record);
CREATE INDEX statement_hash ON statement (hash);

CREATE TABLE invitation (
  replica TEXT NOT NULL,
  clock   INTEGER NOT NULL,
  person  TEXT NOT NULL,
  token   TEXT NOT NULL,              -- public key, hex
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX invitation_token ON invitation (token);

-- The roster, folded by trust.
CREATE TABLE member (
  person    TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  admission TEXT NOT NULL,            -- hash of the admission; the genesis for the founder
  admitter  TEXT NOT NULL,
  depth     INTEGER NOT NULL          -- length of the chain of admissions
) WITHOUT ROWID;
CREATE TABLE member_key (
  key       TEXT PRIMARY KEY,         -- public key, hex
  person    TEXT NOT NULL,
  purpose   TEXT NOT NULL,            -- device, signing, exchange
  admission TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE member_role (
  person TEXT NOT NULL,
  role   TEXT NOT NULL,
  since  INTEGER NOT NULL,            -- ms, claimed by the admission
  admission TEXT NOT NULL,            -- that granted it: shows who had seen the grant when clocks lie
  PRIMARY KEY (person, role)
) WITHOUT ROWID;

-- Digests that ops and statements name; a blob that is not here is wanted.
CREATE TABLE blob_want (
  hash TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Search over all text; rowid = value.n.
CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = "unicode61 remove_diacritics 2");

-- == sync: what this copy knows of the store (src/sync/README.md) ==

-- Segments on the store. Own ones: made (in the database only), sent, confirmed (a listing showed it), old
-- (merged into a larger one, to be deleted). Others': read.
CREATE TABLE segment (
  name    TEXT PRIMARY KEY,
  replica TEXT NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  size    INTEGER NOT NULL,
  hash    TEXT NOT NULL,
  state   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX segment_replica ON segment (replica, first);
-- Heads on the store. Own ones: made, sent, confirmed, damaged (somebody can't read it). Others': read (all that it names was taken in), stranger (the
-- device that signed it is not known yet).
CREATE TABLE head (
  name    TEXT PRIMARY KEY,
  replica TEXT NOT NULL,
  number  INTEGER NOT NULL,
  size    INTEGER NOT NULL,
  last    INTEGER NOT NULL,           -- the newest frame in it
  device  TEXT NOT NULL,
  state   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX head_replica ON head (replica, number);
-- Blobs that are on the store or on their way. segment: the own segment that carries it; "" when it has files of its
-- own, cut into parts of part_size. made, sent, confirmed: by us; there: another machine put it.
CREATE TABLE blob_sent (
  hash      TEXT PRIMARY KEY,
  size      INTEGER NOT NULL,
  part_size INTEGER NOT NULL,
  segment   TEXT NOT NULL,
  state     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX blob_sent_segment ON blob_sent (segment) WHERE segment <> '';
-- Files of others that could not be read, until they can: our head asks their owners to put them again.
CREATE TABLE damaged (
  path  TEXT PRIMARY KEY,
  asked INTEGER NOT NULL              -- 1: a head of ours names it
) WITHOUT ROWID;
