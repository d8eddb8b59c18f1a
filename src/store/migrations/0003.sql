-- Format 3: which version of the process a release follows; whose turn it is.

-- == derived ==

CREATE TABLE follow (
  replica    TEXT    NOT NULL,
  clock      INTEGER NOT NULL,
  record     TEXT    NOT NULL,            -- the release
  definition TEXT    NOT NULL,            -- digest
  person     TEXT    NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX follow_record ON follow (record);

-- == kept for speed: can be thrown away; the fold does so with what a transaction changes ==

-- Releases whose turns are known. stamp: drawn anew each time they are found; good_until: ms, then something ends by itself, 0
-- while they are being found; whole: nothing was missing of what they were found in.
CREATE TABLE standing (
  release    TEXT    PRIMARY KEY,
  stamp      INTEGER NOT NULL,
  good_until INTEGER NOT NULL,
  whole      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX standing_lacking ON standing (release) WHERE whole = 0;
-- What waits for whom; counts only while "standing" has the release.
CREATE TABLE turn (
  release TEXT    NOT NULL,
  n       INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  role    TEXT    NOT NULL,             -- "" when it is a person's
  person  TEXT    NOT NULL,             -- "" when it is a role's
  record  TEXT    NOT NULL,
  form    TEXT    NOT NULL,
  slot    TEXT    NOT NULL,
  detail  TEXT    NOT NULL,
  due     INTEGER NOT NULL,             -- ms; 0: nothing says
  PRIMARY KEY (release, n)
) WITHOUT ROWID;

-- What an older Slipway kept without knowing it is folded, once, when the workspace is next opened.
INSERT INTO meta (key, value) VALUES ('refold', 'yes') ON CONFLICT (key) DO UPDATE SET value = 'yes';
