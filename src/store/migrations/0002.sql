-- Format 2: people and devices that stop to count, proposals, revisions, purges.

-- counts = 0: kept apart, since its device was revoked before it; not folded (roster statements excepted).
ALTER TABLE op ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE frame ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
CREATE INDEX op_kept_apart ON op (replica, clock) WHERE counts = 0;
CREATE INDEX frame_kept_apart ON frame (replica, size) WHERE counts = 0;

-- Blobs whose bytes went for good: not wanted, not stored again.
CREATE TABLE purged (
  hash TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Blobs whose parts are coming in; blob has them when they are whole.
CREATE TABLE blob_coming (
  hash      TEXT    PRIMARY KEY,
  size      INTEGER NOT NULL,
  part_size INTEGER NOT NULL,             -- bytes of all parts but the last
  started   INTEGER NOT NULL,             -- ms
  place     INTEGER NOT NULL DEFAULT 0    -- as in blob; of one in a file, blob_part holds no bytes
) WITHOUT ROWID;
-- Where its bytes are. 0: in blob_part; 1: in a file, attachments/<first 2 digits>/<hash>; 2: that was found altered.
ALTER TABLE blob ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
-- 1: a file in a field, and no text or content: records go to the store before it.
ALTER TABLE blob ADD COLUMN attached INTEGER NOT NULL DEFAULT 0;
-- Withheld ops ("replica:clock") that own files on the store were cut anew for.
CREATE TABLE recut (
  target TEXT PRIMARY KEY
) WITHOUT ROWID;
-- Parts on the store that another machine found altered: put again although they are listed.
CREATE TABLE part_again (
  hash TEXT    NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (hash, n)
) WITHOUT ROWID;

-- == derived ==

-- Of an attachment its size, so that large ones can wait; -1: a text or content, always needed.
ALTER TABLE blob_want ADD COLUMN size INTEGER NOT NULL DEFAULT -1;

-- Values proposed by people who don't fill the section, until the register is set anew.
CREATE TABLE proposal (
  replica    TEXT    NOT NULL,
  clock      INTEGER NOT NULL,
  record     TEXT    NOT NULL,
  row        TEXT    NOT NULL,
  field      TEXT    NOT NULL,
  value      TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX proposal_register ON proposal (record, row, field);

-- Starts of a next revision.
CREATE TABLE revise (
  replica    TEXT    NOT NULL,
  clock      INTEGER NOT NULL,
  record     TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX revise_record ON revise (record);

-- What was asked to go. target: hash of a blob, or "replica:clock" (16 hexadecimal digits) of an op.
CREATE TABLE purge (
  replica    TEXT    NOT NULL,
  clock      INTEGER NOT NULL,
  target     TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  record     TEXT    NOT NULL,            -- where the op's value stood; "" of a blob
  row        TEXT    NOT NULL,
  field      TEXT    NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX purge_target ON purge (target);
CREATE INDEX purge_record ON purge (record);

-- The roster, folded by trust. revocation: hash of the statement that ended it, "" while it counts.
ALTER TABLE member ADD COLUMN revocation TEXT NOT NULL DEFAULT '';
ALTER TABLE member_key ADD COLUMN revocation TEXT NOT NULL DEFAULT '';
ALTER TABLE member_key ADD COLUMN name TEXT NOT NULL DEFAULT '';     -- printed name, as admitted with the key
ALTER TABLE member_key ADD COLUMN signing TEXT NOT NULL DEFAULT '';  -- of a device: the signing key that came with it
ALTER TABLE member_key ADD COLUMN since INTEGER NOT NULL DEFAULT 0;  -- ms, claimed by that admission
DROP TABLE member_role;
CREATE TABLE member_role (
  person     TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  since      INTEGER NOT NULL,            -- ms, claimed by the statement that granted it
  admission  TEXT    NOT NULL,            -- that statement: shows who had seen the grant when clocks lie
  until      INTEGER,                     -- ms, claimed by the statement that took it away; NULL while it is held
  withdrawal TEXT    NOT NULL DEFAULT '', -- that statement
  PRIMARY KEY (person, role, admission)
) WITHOUT ROWID;
CREATE TABLE deputy (
  statement TEXT    PRIMARY KEY,
  person    TEXT    NOT NULL,             -- who may sign
  role      TEXT    NOT NULL,
  holder    TEXT    NOT NULL,             -- who named the deputy
  since     INTEGER NOT NULL,
  until     INTEGER NOT NULL              -- ms; the end of the day that was named
) WITHOUT ROWID;
-- What has effect of revocations and withdrawals. role: "" for a revocation, and then device and signing say of what ("": the
-- whole person).
CREATE TABLE removal (
  statement TEXT    NOT NULL,
  person    TEXT    NOT NULL,
  role      TEXT    NOT NULL,
  device    TEXT    NOT NULL,
  signing   TEXT    NOT NULL,
  signer    TEXT    NOT NULL,
  wall      INTEGER NOT NULL,
  reason    TEXT    NOT NULL,
  PRIMARY KEY (statement, role)
) WITHOUT ROWID;
CREATE INDEX removal_person ON removal (person);
-- The last frame of a replica that counts, as a revocation or withdrawal names it.
CREATE TABLE cut (
  statement TEXT    NOT NULL,
  replica   TEXT    NOT NULL,
  last      INTEGER NOT NULL,
  PRIMARY KEY (statement, replica)
) WITHOUT ROWID;
-- What counts nevertheless: frames of a replica, or a sign-off.
CREATE TABLE endorsement (
  statement TEXT    PRIMARY KEY,
  replica   TEXT    NOT NULL,             -- "" when it is about a sign-off
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  sign_off  TEXT    NOT NULL              -- hash of the sign-off, or ""
) WITHOUT ROWID;
CREATE INDEX endorsement_sign_off ON endorsement (sign_off) WHERE sign_off <> '';

-- Slipway says when the parts of the index are put together (slip_search_merge()), not each commit.
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('crisismerge', 512);

-- The tables above are filled by folding the log again, once, when the workspace is next opened.
INSERT INTO meta (key, value) VALUES ('refold', 'yes') ON CONFLICT (key) DO UPDATE SET value = 'yes';
